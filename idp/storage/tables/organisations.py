"""Rosters: people and agencies that an authority has named beforehand."""

from __future__ import annotations

from sqlalchemy import Column, String, Table, Text, UniqueConstraint

from idp.storage.metadata import UtcDateTime, id_column, metadata

roster_entries = Table(
    "roster_entries",
    metadata,
    Column("entry_id", id_column(), primary_key=True),
    Column("roster", String(40), nullable=False),
    Column("key_index", String(64), nullable=False),
    Column("row_sealed", Text, nullable=False),
    Column("imported_at", UtcDateTime, nullable=False),
    UniqueConstraint("roster", "key_index"),
    comment="One row of an imported list, sealed, found by the blind index of its key",
)
