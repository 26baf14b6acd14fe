"""Migrations: from empty to the present, on both databases, with nothing left to generate."""

import pytest
from tortoise import Tortoise
from tortoise.context import TortoiseContext
from tortoise.migrations.autodetector import MigrationAutodetector

from caseportal.models.opening import migrate_database, tortoise_config

pytestmark = pytest.mark.asyncio


async def test_migrations_are_complete(sqlite_url: str) -> None:
    """The models say nothing that the migrations do not say."""
    config = tortoise_config(sqlite_url)
    async with TortoiseContext() as context:
        await context.init(config=config)
        assert context.apps is not None
        writers = await MigrationAutodetector(context.apps, config["apps"]).changes()
    operations = [operation for writer in writers for operation in writer.operations]
    assert [vars(each) for each in operations] == []


async def test_migrating_twice_changes_nothing(portal_database: str) -> None:
    """A second run of the command finds the database up to date and its tables in place."""
    await migrate_database(portal_database)
    config = tortoise_config(portal_database)
    await Tortoise.init(config=config, _enable_global_fallback=True)
    rows = await Tortoise.get_connection("default").execute_query_dict("SELECT name FROM tortoise_migrations")
    assert [row["name"] for row in rows] == ["0001_initial"]


async def test_constraints_and_indexes_are_in_the_database(portal_database: str) -> None:
    """What the library leaves out or loses on the way is there: checks and indexes."""
    connection = Tortoise.get_connection("default")
    if connection.capabilities.dialect == "sqlite":
        rows = await connection.execute_query_dict("SELECT sql FROM sqlite_master WHERE tbl_name = 'cases'")
    else:
        rows = await connection.execute_query_dict(
            "SELECT conname::text AS sql FROM pg_constraint UNION ALL SELECT indexdef FROM pg_indexes"
        )
    everything = " ".join(str(row["sql"]) for row in rows)
    for name in ("case_numbered_once_sent", "case_review_has_officer", "case_over_is_not_open", "submitted_at"):
        assert name in everything
