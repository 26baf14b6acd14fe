"""Starting, reading, raising and ending sessions."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row

from idp.policies import Evidence, Populations, level_of
from idp.sessions import store
from idp.sessions.lifetimes import lifetime_of, present_level
from idp.sessions.model import Proved, Session, SessionClient
from shared.sealing import Sealer

_PURPOSE = "session"
_TOKEN_BYTES = 32
_TOUCH_AFTER = timedelta(seconds=60)
"""A page within this time of the last one is not written down: it saves a write on every hop between portals."""


class Sessions:
    """The sessions of one installation. Every method works in the caller's transaction; `now` is aware UTC."""

    def __init__(self, sealer: Sealer, populations: Populations) -> None:
        self._sealer = sealer
        self._populations = populations

    def current(self, connection: Connection, token: str | None, now: datetime) -> Session | None:
        """The session that a cookie's value opens, at what it is worth now; None when there is none or it is over."""
        if not token or len(token) > 100:
            return None
        row = store.by_digest(connection, self._sealer.digest(_PURPOSE, token))
        return None if row is None else self._present(row, now)

    def start(
        self,
        connection: Connection,
        *,
        account_id: str,
        population: str,
        evidence: Sequence[Evidence],
        now: datetime,
        previous: Session | None = None,
    ) -> str:
        """Starts a session, or renews `previous` when it is the same person's; gives the value for a new cookie.

        Evidence of a previous session that has not aged counts on; a proof by the same factor replaces the older one.
        A previous session of somebody else is ended. The evidence must be enough for the population (ValueError
        otherwise: only a journey may call this).
        """
        same = previous is not None and previous.account_id == account_id
        carried = self.carried(previous) if previous is not None and same else ()
        fresh = {piece.factor for piece in evidence}
        pieces = (*(piece for piece in carried if piece.factor not in fresh), *evidence)
        level = level_of(self._populations[population], pieces)
        if level < 1:
            raise ValueError("a session needs evidence that the population accepts")
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        expires_at = now + max(lifetime_of(step).absolute for step in range(1, level + 1))
        proved = Proved(self._sealer.digest(_PURPOSE, token), level, pieces, now, expires_at)
        if previous is not None and same and store.renew(connection, previous.session_id, proved):
            return token
        if previous is not None and not same:
            store.end(connection, previous.session_id, now)
        store.insert(connection, account_id, population, proved)
        return token

    def carried(self, session: Session) -> tuple[Evidence, ...]:
        """Evidence that a step-up may build on: all of it, or none once the session's level has aged."""
        earned = level_of(self._populations[session.population], session.evidence)
        return session.evidence if session.level >= earned else ()

    def touch(self, connection: Connection, session: Session, now: datetime) -> None:
        """Notes that the person is still there; at most one write a minute."""
        if now - session.seen_at >= _TOUCH_AFTER:
            store.seen(connection, session.session_id, session.level, now)

    def reach(self, connection: Connection, session: Session, client_id: str, now: datetime) -> str:
        """Notes that the session reached a client, and gives the `sid` by which that client knows it."""
        return store.reach(connection, session.session_id, client_id, now)

    def clients(self, connection: Connection, session: Session) -> list[SessionClient]:
        """The clients that would be told if the session ended."""
        return store.clients_of(connection, session.session_id)

    def of_account(self, connection: Connection, account_id: str, now: datetime) -> list[Session]:
        """The account's living sessions, the latest first."""
        found = (self._present(row, now) for row in store.of_account(connection, account_id))
        return [session for session in found if session is not None]

    def end(self, connection: Connection, session_id: str, now: datetime) -> list[SessionClient]:
        """Ends a session: its grants are revoked and every client it reached gets a logout notice.

        Gives the clients; none when the session had ended before.
        """
        return store.end(connection, session_id, now)

    def end_all(
        self, connection: Connection, account_id: str, now: datetime, keep: str | None = None
    ) -> list[SessionClient]:
        """Ends every session of an account but `keep` (an identifier): after recovery, reset or suspension."""
        told: list[SessionClient] = []
        for row in store.of_account(connection, account_id):
            if row.session_id != keep:
                told += store.end(connection, row.session_id, now)
        return told

    def _present(self, row: Row[Any], now: datetime) -> Session | None:
        """The session at the highest level that it has left, with the proofs that still count there.

        None when it is over, or when its population is not there any more. A proof counts for as long as the level
        lasts in all, however often another factor was proved anew meanwhile.
        """
        policy = self._populations.get(row.population)
        if policy is None:
            return None
        evidence = tuple(Evidence.from_json(document) for document in row.evidence)
        for level in range(present_level(row.level, row.authenticated_at, row.seen_at, now), 0, -1):
            counting = tuple(piece for piece in evidence if now - piece.at < lifetime_of(level).absolute)
            if level_of(policy, counting) >= level:
                return _session(row, level, counting)
        return None


def _session(row: Row[Any], level: int, evidence: tuple[Evidence, ...]) -> Session:
    return Session(
        session_id=row.session_id,
        account_id=row.account_id,
        population=row.population,
        level=level,
        evidence=evidence,
        started_at=row.started_at,
        authenticated_at=row.authenticated_at,
        seen_at=row.seen_at,
    )
