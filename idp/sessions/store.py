"""Sessions in the database (SQLAlchemy Core). Every statement runs in the caller's transaction."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from idp.sessions.model import Proved, SessionClient
from idp.storage.metadata import new_id
from idp.storage.tables.protocol import grants, logout_notices
from idp.storage.tables.sessions import session_clients, sessions

WAITING = "waiting"
"""State of a logout notice that is still to be delivered."""

_BY_DIGEST = select(sessions).where(sessions.c.token_digest == bindparam("digest"), sessions.c.ended_at.is_(None))
_SID_OF = select(session_clients.c.sid).where(
    session_clients.c.session_id == bindparam("session"), session_clients.c.client_id == bindparam("client")
)


def by_digest(connection: Connection, digest: str) -> Row[Any] | None:
    """The row of a session that has not been ended, by the keyed hash of its cookie."""
    return connection.execute(_BY_DIGEST, {"digest": digest}).first()


def insert(connection: Connection, account_id: str, population: str, proved: Proved) -> str:
    """Writes a new session and gives its identifier."""
    session_id = new_id()
    row = {"session_id": session_id, "account_id": account_id, "population": population, "started_at": proved.now}
    connection.execute(sessions.insert().values(row | proved.columns()))
    return session_id


def renew(connection: Connection, session_id: str, proved: Proved) -> bool:
    """Gives a session a new cookie and its new evidence; False when it was ended meanwhile."""
    statement = update(sessions).where(sessions.c.session_id == session_id, sessions.c.ended_at.is_(None))
    return connection.execute(statement.values(proved.columns())).rowcount == 1


def seen(connection: Connection, session_id: str, level: int, now: datetime) -> None:
    """Notes the last page, and the level that was left at that moment."""
    connection.execute(
        update(sessions)
        .where(sessions.c.session_id == session_id, sessions.c.ended_at.is_(None))
        .values(seen_at=now, level=level)
    )


def reach(connection: Connection, session_id: str, client_id: str, now: datetime) -> str:
    """The `sid` by which the client knows the session, a new one when it reaches it for the first time."""
    key = {"session": session_id, "client": client_id}
    known: str | None = connection.scalar(_SID_OF, key)
    if known:
        return known
    sid = secrets.token_urlsafe(24)
    connection.execute(
        session_clients.insert().values(session_id=session_id, client_id=client_id, sid=sid, reached_at=now)
    )
    return sid


def clients_of(connection: Connection, session_id: str) -> list[SessionClient]:
    """The clients a session has reached, in the order it reached them."""
    rows = connection.execute(
        select(session_clients)
        .where(session_clients.c.session_id == session_id)
        .order_by(session_clients.c.reached_at, session_clients.c.client_id)
    )
    return [SessionClient(row.session_id, row.client_id, row.sid) for row in rows]


def of_account(connection: Connection, account_id: str) -> Sequence[Row[Any]]:
    """Sessions of an account that have not been ended, the latest first."""
    return connection.execute(
        select(sessions)
        .where(sessions.c.account_id == account_id, sessions.c.ended_at.is_(None))
        .order_by(sessions.c.seen_at.desc())
    ).all()


def end(connection: Connection, session_id: str, now: datetime) -> list[SessionClient]:
    """Ends a session, revokes what it gave, leaves each client a logout notice; empty when it had ended before."""
    ended = connection.execute(
        update(sessions)
        .where(sessions.c.session_id == session_id, sessions.c.ended_at.is_(None))
        .values(ended_at=now)
        .returning(sessions.c.account_id)
    ).first()
    if ended is None:
        return []
    connection.execute(
        update(grants).where(grants.c.session_id == session_id, grants.c.revoked_at.is_(None)).values(revoked_at=now)
    )
    reached = clients_of(connection, session_id)
    if reached:
        connection.execute(logout_notices.insert(), _notices(reached, ended.account_id, now))
    return reached


def _notices(reached: Collection[SessionClient], subject: str, now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "notice_id": new_id(),
            "client_id": client.client_id,
            "subject": subject,
            "sid": client.sid,
            "state": WAITING,
            "attempts": 0,
            "due_at": now,
            "created_at": now,
        }
        for client in reached
    ]
