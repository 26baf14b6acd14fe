"""Opens the store that the settings name."""

from __future__ import annotations

from pathlib import Path

from shared.clock import Clock, utc_now
from shared.expiring.contract import ExpiringStore
from shared.expiring.sql import SqlExpiringStore
from shared.expiring.valkey import ValkeyExpiringStore
from shared.sql import create_engine


def open_store(expiring_url: str | None, database_url: str, clock: Clock = utc_now) -> ExpiringStore:
    """The store at `expiring_url`, else one over SQL beside the database.

    For SQLite that is a file of its own (`x.db` → `x-expiring.db`): a counter must be kept even while the request's
    own transaction holds the database's only write lock.
    """
    if expiring_url:
        from redis import Redis

        return ValkeyExpiringStore(
            Redis.from_url(expiring_url, decode_responses=True, socket_timeout=3, socket_connect_timeout=3)
        )
    return SqlExpiringStore(create_engine(_beside(database_url)), clock)


def _beside(database_url: str) -> str:
    if not database_url.startswith("sqlite:///"):
        return database_url
    path = Path(database_url.removeprefix("sqlite:///"))
    return f"sqlite:///{path.with_name(f'{path.stem}-expiring{path.suffix}')}"
