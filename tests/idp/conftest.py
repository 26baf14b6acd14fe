"""Installations for the tests of the identity provider."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import FakeClock
from tests.idp.home import Home, settings_for


@pytest.fixture
def home(sqlite_url: str, tmp_path: Path, clock: FakeClock) -> Iterator[Home]:
    """An installation on SQLite."""
    made = Home(settings_for(tmp_path, sqlite_url), clock)
    yield made
    made.close()


@pytest.fixture(params=["sqlite", "postgres", "valkey"])
def any_home(request: pytest.FixtureRequest, tmp_path: Path, clock: FakeClock) -> Iterator[Home]:
    """An installation on SQLite, on PostgreSQL, and on SQLite with Valkey for short-lived values."""
    database = "postgres_url" if request.param == "postgres" else "sqlite_url"
    expiring = request.getfixturevalue("valkey_url") if request.param == "valkey" else None
    made = Home(settings_for(tmp_path, request.getfixturevalue(database), expiring), clock)
    yield made
    made.close()
