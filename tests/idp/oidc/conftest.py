"""Worlds for the tests of the protocol."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.sealing import Sealer
from tests.conftest import FakeClock
from tests.idp.oidc.world import Browser, World, client


@pytest.fixture
def world(sqlite_url: str, tmp_path: Path, sealer: Sealer, clock: FakeClock) -> Iterator[World]:
    """A provider on SQLite with one trusted portal for students."""
    made = World(sqlite_url, tmp_path, sealer, clock)
    made.register(client())
    yield made
    made.close()


@pytest.fixture
def both_worlds(database_url: str, tmp_path: Path, sealer: Sealer, clock: FakeClock) -> Iterator[World]:
    """The same, on SQLite and on PostgreSQL."""
    made = World(database_url, tmp_path, sealer, clock)
    made.register(client())
    yield made
    made.close()


@pytest.fixture
def browser(world: World) -> Browser:
    """A browser that is new here."""
    return world.browser()


@pytest.fixture
def signed_in(world: World) -> Browser:
    """A browser of a student who has signed in."""
    found = world.browser()
    found.sign_in(world.account())
    return found
