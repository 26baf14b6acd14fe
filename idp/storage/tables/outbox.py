"""Mail waiting to leave, and the trace of what left."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text

from idp.storage.metadata import UtcDateTime, metadata

mail_outbox = Table(
    "mail_outbox",
    metadata,
    Column("mail_id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("name", String(60), nullable=False),
    Column("state", String(10), nullable=False),
    Column("to_sealed", Text),
    Column("mail_sealed", Text),
    Column("message_id", String(200), nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("due_at", UtcDateTime, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Index("ix_mail_outbox_due", "state", "due_at"),
    comment="Written in the transaction of what it tells; address and content are wiped when the mail has left",
)
