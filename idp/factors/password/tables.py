"""The table of the password factor."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, String, Table

from idp.storage.metadata import UtcDateTime, metadata

password_credentials = Table(
    "password_credentials",
    metadata,
    Column("account_id", ForeignKey("accounts.account_id", ondelete="CASCADE"), primary_key=True),
    Column("phc", String(200), nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("failures", Integer, nullable=False, server_default="0"),
    comment="argon2id in PHC form; failures counts wrong passwords in a row, across lockouts",
)
