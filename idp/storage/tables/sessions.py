"""Sessions of people at the identity provider, and which clients each of them reached."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, String, Table

from idp.storage.metadata import UtcDateTime, id_column, json_column, metadata

sessions = Table(
    "sessions",
    metadata,
    Column("session_id", id_column(), primary_key=True),
    Column("token_digest", String(64), nullable=False, unique=True),
    Column("account_id", id_column(), nullable=False, index=True),
    Column("population", String(40), nullable=False),
    Column("level", Integer, nullable=False),
    Column("evidence", json_column(), nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("authenticated_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
    Column("ended_at", UtcDateTime),
    comment="The cookie's value is stored as a keyed hash only; evidence is what was proved, by which factor, when",
)

session_clients = Table(
    "session_clients",
    metadata,
    Column("session_id", ForeignKey("sessions.session_id", ondelete="CASCADE"), primary_key=True),
    Column("client_id", ForeignKey("clients.client_id", ondelete="CASCADE"), primary_key=True),
    Column("sid", String(64), nullable=False, unique=True),
    Column("reached_at", UtcDateTime, nullable=False),
    comment="The `sid` that one client knows this session by; another client gets another one",
)
