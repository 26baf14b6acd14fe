"""Fixtures of the portal's tests."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from tests.caseportal.blocking import no_blocking_calls
from tests.caseportal.site import Site, opened_database, running_site
from tests.conftest import FakeClock


@pytest_asyncio.fixture
async def site(tmp_path: Path, sqlite_url: str, clock: FakeClock) -> AsyncIterator[Site]:
    """The whole portal on SQLite; the event loop complains about whatever blocks it."""
    async with running_site(tmp_path, sqlite_url, clock) as running:
        with no_blocking_calls():
            yield running


@pytest_asyncio.fixture
async def portal_database(database_url: str) -> AsyncIterator[str]:
    """A migrated, open database, once on SQLite and once on PostgreSQL; gives its address."""
    async with opened_database(database_url):
        yield database_url
