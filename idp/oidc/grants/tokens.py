"""Access and refresh tokens in the database, under keyed hashes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from idp.oidc.grants.model import Token
from idp.oidc.grants.store import grant_of
from idp.storage.tables.protocol import access_tokens, grants, refresh_tokens

ACCESS = "access_token"
REFRESH = "refresh_token"

_GRANT_COLUMNS = [column for column in grants.c if column.name not in ("expires_at", "scope", "client_id")]
_INSERT_ACCESS = insert(access_tokens)
_INSERT_REFRESH = insert(refresh_tokens)
_FIND_ACCESS = (
    select(
        access_tokens.c.client_id,
        access_tokens.c.scope.label("token_scope"),
        access_tokens.c.issued_at,
        access_tokens.c.expires_at.label("token_expires_at"),
        access_tokens.c.revoked_at.label("token_revoked_at"),
        grants.c.scope,
        grants.c.expires_at,
        *_GRANT_COLUMNS,
    )
    .select_from(access_tokens.outerjoin(grants, grants.c.grant_id == access_tokens.c.grant_id))
    .where(access_tokens.c.token_digest == bindparam("digest"))
)
_FIND_REFRESH = (
    select(
        refresh_tokens.c.client_id,
        grants.c.scope.label("token_scope"),
        refresh_tokens.c.issued_at,
        refresh_tokens.c.expires_at.label("token_expires_at"),
        refresh_tokens.c.used_at.label("token_revoked_at"),
        grants.c.scope,
        grants.c.expires_at,
        *_GRANT_COLUMNS,
    )
    .select_from(refresh_tokens.join(grants, grants.c.grant_id == refresh_tokens.c.grant_id))
    .where(refresh_tokens.c.token_digest == bindparam("digest"))
)
_USE_REFRESH = (
    update(refresh_tokens)
    .where(
        refresh_tokens.c.token_digest == bindparam("digest"),
        refresh_tokens.c.client_id == bindparam("client"),
        refresh_tokens.c.used_at.is_(None),
        refresh_tokens.c.expires_at > bindparam("moment"),
    )
    .values(used_at=bindparam("moment"))
    .returning(refresh_tokens.c.grant_id)
)
_USED_REFRESH = select(refresh_tokens.c.grant_id).where(
    refresh_tokens.c.token_digest == bindparam("digest"), refresh_tokens.c.used_at.is_not(None)
)
_REVOKE_ACCESS = (
    update(access_tokens)
    .where(access_tokens.c.token_digest == bindparam("digest"), access_tokens.c.revoked_at.is_(None))
    .values(revoked_at=bindparam("moment"))
)


def write_access(
    connection: Connection,
    digest: str,
    *,
    grant_id: str | None,
    client_id: str,
    scope: str,
    now: datetime,
    expires_at: datetime,
) -> None:
    """Writes an access token; without a grant when a client asked for itself."""
    row = {"token_digest": digest, "grant_id": grant_id, "client_id": client_id, "scope": scope}
    connection.execute(_INSERT_ACCESS, {**row, "issued_at": now, "expires_at": expires_at})


def write_refresh(
    connection: Connection, digest: str, *, grant_id: str, client_id: str, now: datetime, expires_at: datetime
) -> None:
    """Writes a refresh token of a family."""
    row = {"token_digest": digest, "grant_id": grant_id, "client_id": client_id}
    connection.execute(_INSERT_REFRESH, {**row, "issued_at": now, "expires_at": expires_at})


def find_access(connection: Connection, digest: str) -> Token | None:
    """The access token under this digest."""
    return _token(ACCESS, digest, connection.execute(_FIND_ACCESS, {"digest": digest}).first())


def find_refresh(connection: Connection, digest: str) -> Token | None:
    """The refresh token under this digest; one that was rotated away counts as revoked."""
    return _token(REFRESH, digest, connection.execute(_FIND_REFRESH, {"digest": digest}).first())


def _token(kind: str, digest: str, row: Row[Any] | None) -> Token | None:
    if row is None:
        return None
    grant = grant_of(row) if row.grant_id is not None else None
    return Token(
        kind=kind,
        digest=digest,
        client_id=row.client_id,
        scope=row.token_scope,
        issued_at=row.issued_at,
        expires_at=row.token_expires_at,
        revoked=row.token_revoked_at is not None or (grant is not None and grant.revoked_at is not None),
        grant=grant,
    )


def use_refresh(connection: Connection, digest: str, client_id: str, now: datetime) -> str | None:
    """The grant of a refresh token, once ever: of any number of callers at most one gets it."""
    found: str | None = connection.scalar(_USE_REFRESH, {"digest": digest, "client": client_id, "moment": now})
    return found


def grant_of_used_refresh(connection: Connection, digest: str) -> str | None:
    """The grant of a refresh token that has been used before: somebody holds a copy."""
    found: str | None = connection.scalar(_USED_REFRESH, {"digest": digest})
    return found


def revoke_access(connection: Connection, digest: str, now: datetime) -> None:
    """Revokes one access token."""
    connection.execute(_REVOKE_ACCESS, {"digest": digest, "moment": now})
