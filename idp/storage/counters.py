"""How many sign-ins there were, for populations whose sign-in page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects import postgresql, sqlite

from idp.storage.tables.accounts import sign_in_counts as table


@dataclass(frozen=True)
class SignInCounts:
    """Sign-ins of one population."""

    today: int
    all: int


def count_sign_in(connection: Connection, population: str, day: date) -> None:
    """Counts one sign-in on a day (in Taiwan)."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    connection.execute(
        dialect.insert(table)
        .values(population=population, day=day, number=1)
        .on_conflict_do_update(index_elements=["population", "day"], set_={"number": table.c.number + 1})
    )


def sign_ins(connection: Connection, population: str, day: date) -> SignInCounts:
    """The counts of a population on a day, and since the beginning."""
    mine = table.c.population == population
    total = connection.scalar(select(func.coalesce(func.sum(table.c.number), 0)).where(mine))
    today = connection.scalar(select(table.c.number).where(mine, table.c.day == day))
    return SignInCounts(today or 0, int(total or 0))
