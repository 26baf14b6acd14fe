"""Accounts: who may sign in, under which population's policy."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Integer, String, Table, Text, UniqueConstraint

from idp.storage.metadata import UtcDateTime, id_column, json_column, metadata

accounts = Table(
    "accounts",
    metadata,
    Column("account_id", id_column(), primary_key=True),
    Column("population", String(31), nullable=False),
    Column("username", String(128), nullable=False),
    Column("username_key", String(128), nullable=False),
    Column("status", String(12), nullable=False),
    Column("roles", json_column(), nullable=False),
    Column("language", String(12), nullable=False),
    Column("person_sealed", Text, nullable=False),
    Column("email_verified_at", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False, index=True),
    Column("activated_at", UtcDateTime),
    Column("signed_in_at", UtcDateTime),
    UniqueConstraint("population", "username_key"),
    comment="One row a person and population; name, mail, phone and registration data are sealed in person_sealed",
)

account_identifiers = Table(
    "account_identifiers",
    metadata,
    Column("account_id", ForeignKey("accounts.account_id", ondelete="CASCADE"), primary_key=True),
    Column("field", String(40), primary_key=True),
    Column("population", String(31), nullable=False),
    Column("value_index", String(64), nullable=False),
    UniqueConstraint("population", "field", "value_index"),
    comment="Blind indexes of ID and document numbers: one account of a population for each",
)

activation_links = Table(
    "activation_links",
    metadata,
    Column("token_digest", String(64), primary_key=True),
    Column("account_id", ForeignKey("accounts.account_id", ondelete="CASCADE"), nullable=False, index=True),
    Column("sent_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
    Column("replaced_at", UtcDateTime),
    comment="Mailed activation links; a newer one replaces the older",
)

sign_in_counts = Table(
    "sign_in_counts",
    metadata,
    Column("population", String(31), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("number", Integer, nullable=False),
    comment="Sign-ins a day, kept only for populations whose page shows them",
)
