"""Grants and their codes in the database."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from idp.oidc.grants.model import CODE_LIFETIME, GRANT_LIFETIME, Grant, NewGrant
from idp.storage.metadata import new_id
from idp.storage.tables.protocol import grants

_INSERT = insert(grants)
_USE_CODE = (
    update(grants)
    .where(
        grants.c.code_digest == bindparam("digest"),
        grants.c.client_id == bindparam("client"),
        grants.c.code_used_at.is_(None),
        grants.c.code_expires_at > bindparam("moment"),
        grants.c.revoked_at.is_(None),
    )
    .values(code_used_at=bindparam("moment"))
    .returning(grants)
)
_REVOKE_USED_CODE = (
    update(grants)
    .where(
        grants.c.code_digest == bindparam("digest"),
        grants.c.code_used_at.is_not(None),
        grants.c.revoked_at.is_(None),
    )
    .values(revoked_at=bindparam("moment"))
    .returning(grants.c.grant_id)
)
_REVOKE = (
    update(grants)
    .where(grants.c.grant_id == bindparam("id"), grants.c.revoked_at.is_(None))
    .values(revoked_at=bindparam("moment"))
)
_BY_ID = select(grants).where(grants.c.grant_id == bindparam("id"))


def grant_of(row: Row[Any]) -> Grant:
    """The grant that a row of `grants` (or a join with it) holds."""
    return Grant(
        grant_id=row.grant_id,
        client_id=row.client_id,
        account_id=row.account_id,
        session_id=row.session_id,
        sid=row.sid,
        scope=row.scope,
        nonce=row.nonce,
        auth_time=row.auth_time,
        level=row.level,
        amr=tuple(row.amr.split()),
        redirect_uri=row.redirect_uri,
        code_challenge=row.code_challenge,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )


def write(connection: Connection, new: NewGrant, code_digest: str, now: datetime) -> str:
    """Writes a grant that its code can claim within `CODE_LIFETIME`; gives its identifier."""
    grant_id = new_id()
    connection.execute(
        _INSERT,
        {
            "grant_id": grant_id,
            "client_id": new.client_id,
            "account_id": new.account_id,
            "session_id": new.session_id,
            "sid": new.sid,
            "scope": new.scope,
            "nonce": new.nonce,
            "auth_time": new.auth_time,
            "level": new.level,
            "amr": " ".join(new.amr),
            "redirect_uri": new.redirect_uri,
            "code_challenge": new.code_challenge,
            "code_digest": code_digest,
            "code_expires_at": now + CODE_LIFETIME,
            "created_at": now,
            "expires_at": now + GRANT_LIFETIME,
        },
    )
    return grant_id


def use_code(connection: Connection, code_digest: str, client_id: str, now: datetime) -> Grant | None:
    """The grant of a code, once ever: of any number of callers at most one gets it."""
    row = connection.execute(_USE_CODE, {"digest": code_digest, "client": client_id, "moment": now}).first()
    return None if row is None else grant_of(row)


def revoke_used_code(connection: Connection, code_digest: str, now: datetime) -> str | None:
    """Revokes what a code gave when it had been used before (RFC 6749 section 4.1.2); gives the grant's identifier."""
    found: str | None = connection.scalar(_REVOKE_USED_CODE, {"digest": code_digest, "moment": now})
    return found


def by_id(connection: Connection, grant_id: str) -> Grant | None:
    """The grant with this identifier."""
    row = connection.execute(_BY_ID, {"id": grant_id}).first()
    return None if row is None else grant_of(row)


def revoke(connection: Connection, grant_id: str, now: datetime) -> bool:
    """Revokes a whole family; says whether it was still alive."""
    return connection.execute(_REVOKE, {"id": grant_id, "moment": now}).rowcount == 1
