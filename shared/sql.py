"""How a SQLAlchemy engine is opened: one way for every room, SQLite and PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy
from sqlalchemy import Engine, event

_BUSY_SECONDS = 10


def create_engine(database_url: str) -> Engine:
    """An engine for `sqlite:///…` or `postgresql://…` (psycopg 3).

    SQLite runs in WAL mode with foreign keys on; a writing transaction takes its lock at BEGIN, so that it waits in line
    instead of failing half-way. Values of statements stay out of error messages, and so out of the log.
    """
    if not database_url.startswith("sqlite"):
        url = database_url.replace("postgresql://", "postgresql+psycopg://", 1)
        return sqlalchemy.create_engine(url, pool_size=8, max_overflow=8, pool_pre_ping=True, hide_parameters=True)
    Path(database_url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    engine = sqlalchemy.create_engine(
        database_url,
        connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False},
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        reading = connection.get_execution_options().get("reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def reader_of(engine: Engine) -> Engine:
    """The same engine and pool for transactions that only read, which on SQLite do not wait for writers."""
    return engine.execution_options(reading=True)
