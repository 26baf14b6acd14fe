"""The store over SQL: one table, each operation one statement in a transaction of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from shared.clock import Clock
from shared.expiring.contract import StoreUnavailableError

_CREATE = text(
    """CREATE TABLE IF NOT EXISTS expiring (
        kind VARCHAR(40) NOT NULL,
        name VARCHAR(200) NOT NULL,
        value TEXT NOT NULL,
        total BIGINT NOT NULL DEFAULT 0,
        expires_at BIGINT NOT NULL,
        PRIMARY KEY (kind, name)
    )"""
)
_CREATE_INDEX = text("CREATE INDEX IF NOT EXISTS expiring_expires_at ON expiring (expires_at)")
_LOCK = 0x6578_7069  # any constant; of several processes that start at once one makes the table on PostgreSQL
_PUT = text(
    """INSERT INTO expiring (kind, name, value, total, expires_at) VALUES (:kind, :key, :value, 0, :until)
    ON CONFLICT (kind, name) DO UPDATE SET value = excluded.value, total = 0, expires_at = excluded.expires_at"""
)
_ADD = text(
    """INSERT INTO expiring (kind, name, value, total, expires_at) VALUES (:kind, :key, :value, 0, :until)
    ON CONFLICT (kind, name) DO UPDATE SET value = excluded.value, total = 0, expires_at = excluded.expires_at
    WHERE expiring.expires_at <= :now RETURNING 1"""
)
_GET = text("SELECT value FROM expiring WHERE kind = :kind AND name = :key AND expires_at > :now")
_TAKE = text("DELETE FROM expiring WHERE kind = :kind AND name = :key AND expires_at > :now RETURNING value")
_SWAP = text(
    """UPDATE expiring SET value = :value, expires_at = :until
    WHERE kind = :kind AND name = :key AND value = :expected AND expires_at > :now"""
)
_DELETE = text("DELETE FROM expiring WHERE kind = :kind AND name = :key")
_COUNT = text(
    """INSERT INTO expiring (kind, name, value, total, expires_at) VALUES (:kind, :key, '', :step, :until)
    ON CONFLICT (kind, name) DO UPDATE SET
        total = CASE WHEN expiring.expires_at <= :now THEN excluded.total ELSE expiring.total + excluded.total END,
        expires_at = CASE WHEN expiring.expires_at <= :now THEN excluded.expires_at ELSE expiring.expires_at END
    RETURNING total"""
)
_PEEK = text("SELECT total FROM expiring WHERE kind = :kind AND name = :key AND expires_at > :now")
_PURGE = text("DELETE FROM expiring WHERE expires_at <= :now")
_READY = text("SELECT 1")


def _milliseconds(span: timedelta) -> int:
    return int(span.total_seconds() * 1000)


class SqlExpiringStore:
    """An ExpiringStore in a table of its own, made when the store is opened. Times are epoch milliseconds."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        with self._transaction() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            connection.execute(_CREATE)
            connection.execute(_CREATE_INDEX)

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except DBAPIError as error:
            raise StoreUnavailableError("the database of short-lived state did not answer") from error

    def _now(self) -> int:
        return int(self._clock().timestamp() * 1000)

    def put(self, kind: str, key: str, value: str, lifetime: timedelta) -> None:
        """See ExpiringStore.put."""
        until = self._now() + _milliseconds(lifetime)
        with self._transaction() as connection:
            connection.execute(_PUT, {"kind": kind, "key": key, "value": value, "until": until})

    def add(self, kind: str, key: str, value: str, lifetime: timedelta) -> bool:
        """See ExpiringStore.add."""
        now = self._now()
        row = {"kind": kind, "key": key, "value": value, "now": now, "until": now + _milliseconds(lifetime)}
        with self._transaction() as connection:
            return connection.execute(_ADD, row).first() is not None

    def get(self, kind: str, key: str) -> str | None:
        """See ExpiringStore.get."""
        return self._value(_GET, kind, key)

    def take(self, kind: str, key: str) -> str | None:
        """See ExpiringStore.take."""
        return self._value(_TAKE, kind, key)

    def _value(self, statement: object, kind: str, key: str) -> str | None:
        with self._transaction() as connection:
            value = connection.scalar(statement, {"kind": kind, "key": key, "now": self._now()})  # type: ignore[call-overload]
        return None if value is None else str(value)

    def swap(self, kind: str, key: str, expected: str, value: str, lifetime: timedelta) -> bool:
        """See ExpiringStore.swap."""
        now = self._now()
        row = {
            "kind": kind,
            "key": key,
            "expected": expected,
            "value": value,
            "now": now,
            "until": now + _milliseconds(lifetime),
        }
        with self._transaction() as connection:
            return connection.execute(_SWAP, row).rowcount == 1

    def delete(self, kind: str, key: str) -> None:
        """See ExpiringStore.delete."""
        with self._transaction() as connection:
            connection.execute(_DELETE, {"kind": kind, "key": key})

    def count(self, kind: str, key: str, lifetime: timedelta, step: int = 1) -> int:
        """See ExpiringStore.count."""
        now = self._now()
        row = {"kind": kind, "key": key, "step": step, "now": now, "until": now + _milliseconds(lifetime)}
        with self._transaction() as connection:
            return int(connection.execute(_COUNT, row).scalar_one())

    def peek(self, kind: str, key: str) -> int:
        """See ExpiringStore.peek."""
        with self._transaction() as connection:
            return int(connection.scalar(_PEEK, {"kind": kind, "key": key, "now": self._now()}) or 0)

    def purge(self) -> int:
        """See ExpiringStore.purge."""
        with self._transaction() as connection:
            return connection.execute(_PURGE, {"now": self._now()}).rowcount

    def ready(self) -> None:
        """See ExpiringStore.ready."""
        with self._transaction() as connection:
            connection.execute(_READY)

    def close(self) -> None:
        """See ExpiringStore.close."""
        self._engine.dispose()
