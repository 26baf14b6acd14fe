"""The audit log: events as they happened, and the chain that seals them in order."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, String, Table

from idp.storage.metadata import UtcDateTime, id_column, json_column, metadata

_SEQUENCE = BigInteger().with_variant(Integer, "sqlite")

audit_events = Table(
    "audit_events",
    metadata,
    Column("event_id", id_column(), primary_key=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("kind", String(60), nullable=False),
    Column("actor", String(80), nullable=False),
    Column("subject", String(80), index=True),
    Column("detail", json_column(), nullable=False),
    Column("sealed_as", _SEQUENCE, unique=True),
    comment="Written in the transaction of what they tell; sealed_as is their place in the chain, once they have one",
)

audit_chain = Table(
    "audit_chain",
    metadata,
    Column("position", _SEQUENCE, primary_key=True, autoincrement=False),
    Column("event_id", id_column(), nullable=False, unique=True),
    Column("link", String(64), nullable=False),
    Column("sealed_at", UtcDateTime, nullable=False),
    comment="Append-only: link is a keyed hash over the link before and the event",
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("name", String(10), primary_key=True),
    Column("position", _SEQUENCE, nullable=False),
    Column("proof", String(64), nullable=False),
    comment="How far the chain reaches, under a keyed hash: a chain cut off at its end no longer agrees with it",
)
