"""What the OpenID Connect provider keeps: clients, consents, grants, tokens, signing keys, logout notices."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from idp.storage.metadata import UtcDateTime, id_column, json_column, metadata

_DIGEST = String(64)
"""A keyed hash in hexadecimal (`Sealer.digest`): no code, token or secret is stored as it is."""

versions = Table(
    "protocol_versions",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("number", Integer, nullable=False),
    comment="Counts changes of what is cached (clients, keys), so that every process notices them",
)

clients = Table(
    "clients",
    metadata,
    Column("client_id", String(100), primary_key=True),
    Column("secret_digest", _DIGEST),
    Column("registration", json_column(), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)

consents = Table(
    "consents",
    metadata,
    Column("account_id", id_column(), primary_key=True),
    Column("client_id", ForeignKey("clients.client_id", ondelete="CASCADE"), primary_key=True),
    Column("scope", Text, nullable=False),
    Column("given_at", UtcDateTime, nullable=False),
)

grants = Table(
    "grants",
    metadata,
    Column("grant_id", id_column(), primary_key=True),
    Column("client_id", ForeignKey("clients.client_id", ondelete="CASCADE"), nullable=False),
    Column("account_id", id_column(), nullable=False, index=True),
    Column("session_id", id_column(), nullable=False, index=True),
    Column("sid", String(64), nullable=False),
    Column("scope", Text, nullable=False),
    Column("nonce", Text),
    Column("auth_time", UtcDateTime, nullable=False),
    Column("level", Integer, nullable=False),
    Column("amr", String(200), nullable=False),
    Column("redirect_uri", Text, nullable=False),
    Column("code_challenge", String(128)),
    Column("code_digest", _DIGEST, nullable=False, unique=True),
    Column("code_expires_at", UtcDateTime, nullable=False),
    Column("code_used_at", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
    Column("revoked_at", UtcDateTime),
    comment="What one authorization gave; its code, access and refresh tokens are one family that is revoked together",
)

access_tokens = Table(
    "access_tokens",
    metadata,
    Column("token_digest", _DIGEST, primary_key=True),
    Column("grant_id", ForeignKey("grants.grant_id", ondelete="CASCADE"), index=True),
    Column("client_id", ForeignKey("clients.client_id", ondelete="CASCADE"), nullable=False),
    Column("scope", Text, nullable=False),
    Column("issued_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
    Column("revoked_at", UtcDateTime),
    comment="Opaque access tokens; without a grant when a client asked for itself (client_credentials)",
)

refresh_tokens = Table(
    "refresh_tokens",
    metadata,
    Column("token_digest", _DIGEST, primary_key=True),
    Column("grant_id", ForeignKey("grants.grant_id", ondelete="CASCADE"), nullable=False, index=True),
    Column("client_id", ForeignKey("clients.client_id", ondelete="CASCADE"), nullable=False),
    Column("issued_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
    Column("used_at", UtcDateTime),
)

signing_keys = Table(
    "signing_keys",
    metadata,
    Column("kid", String(64), primary_key=True),
    Column("algorithm", String(10), nullable=False),
    Column("state", String(10), nullable=False),
    Column("private_sealed", Text, nullable=False),
    Column("public_jwk", json_column(), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("activated_at", UtcDateTime),
    Column("retired_at", UtcDateTime),
)

for _state in ("active", "next"):
    Index(
        f"one_{_state}_key",
        signing_keys.c.algorithm,
        unique=True,
        sqlite_where=signing_keys.c.state == _state,
        postgresql_where=signing_keys.c.state == _state,
    )

logout_notices = Table(
    "logout_notices",
    metadata,
    Column("notice_id", id_column(), primary_key=True),
    Column("client_id", ForeignKey("clients.client_id", ondelete="CASCADE"), nullable=False),
    Column("subject", id_column(), nullable=False),
    Column("sid", String(64), nullable=False),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Column("last_fault", Text),
    Index("ix_logout_notices_due", "state", "due_at"),
    comment="Back-channel logout: one row for each portal to tell, written in the transaction that ended the session",
)
