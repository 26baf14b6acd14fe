"""Numbers of cases: a counter row each year, and a unique constraint behind it (requirement H12)."""

from datetime import datetime

from tortoise.backends.base.client import BaseDBAsyncClient

from shared.clock import TAIPEI
from shared.identifiers.calendars import roc_year
from shared.identifiers.casenumbers import group_number, receipt_number


async def next_serial(connection: BaseDBAsyncClient, series: str) -> int:
    """The next number of a series, from 1. Whoever takes one makes the others wait until its transaction ends, so that
    none is given twice and a rolled back one is given again.
    """
    place = "?" if connection.capabilities.dialect == "sqlite" else "$1"
    rows = await connection.execute_query_dict(
        f"INSERT INTO number_counter (name, given) VALUES ({place}, 1) "  # noqa: S608  # the place holder is ours
        "ON CONFLICT (name) DO UPDATE SET given = number_counter.given + 1 RETURNING given",
        [series],
    )
    return int(rows[0]["given"])


async def next_receipt_number(connection: BaseDBAsyncClient, now: datetime) -> str:
    """A new 收件號: the ROC year in Taiwan and the serial of that year."""
    year = roc_year(now.astimezone(TAIPEI).date())
    return receipt_number(year, await next_serial(connection, f"receipt-{year}"))


async def next_group_number(connection: BaseDBAsyncClient) -> str:
    """A new 團號."""
    return group_number(await next_serial(connection, "group"))
