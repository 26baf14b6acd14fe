"""The one `MetaData` of the identity provider, and the column types that both databases agree on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import JSON, DateTime, Dialect, MetaData, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator, TypeEngine

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""Constraints have the same names on every database, so that a migration can name them."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC `datetime` on every database.

    PostgreSQL keeps `timestamptz`; SQLite has no zone, so the value is stored in UTC without one. A naive value is a
    broken promise and raises `ValueError`: it would silently mean another moment on another machine.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The value in UTC, in the shape the database takes."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time must be aware: take `now` from a Clock")
        moment = value.astimezone(UTC)
        return moment if dialect.name == "postgresql" else moment.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The stored moment, aware and in UTC."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def json_column() -> TypeEngine[Any]:
    """A JSON document: `jsonb` on PostgreSQL, text on SQLite."""
    return JSON().with_variant(JSONB(), "postgresql")


def id_column() -> String:
    """The type of our own identifiers: 32 hexadecimal characters (`new_id`)."""
    return String(32)


def new_id() -> str:
    """A fresh random identifier of 122 bits, 32 hexadecimal characters."""
    return uuid4().hex
