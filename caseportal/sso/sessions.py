"""Sessions of the portal: rows on the server, a random token in the cookie, only its digest in the row."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from caseportal.models.sessions import PortalSession
from caseportal.sso.person import Person, person_of
from shared.clock import Clock
from shared.sealing import Sealer

IDLE = timedelta(hours=1)
IN_ALL = timedelta(hours=24)
_TOUCH = timedelta(minutes=1)
"""A session in use is written at most this often."""


@dataclass(frozen=True)
class OpenSession:
    """A session that is neither idle nor over."""

    digest: str
    person: Person
    id_token: str


class Sessions:
    """Starts, finds and ends sessions."""

    def __init__(self, sealer: Sealer, clock: Clock) -> None:
        self._sealer = sealer
        self._clock = clock

    def _digest(self, token: str) -> str:
        return self._sealer.digest("portal-session", token)

    async def start(self, claims: Mapping[str, Any], id_token: str) -> str:
        """A new session of the person that verified claims describe; gives the token for the cookie."""
        person, token, now = person_of(claims), secrets.token_urlsafe(32), self._clock()
        digest = self._digest(token)
        op_session = claims.get("sid")
        await PortalSession.create(
            token_digest=digest,
            subject=person.subject,
            op_session=op_session if isinstance(op_session, str) else None,
            population=person.population,
            kind=person.kind,
            name=person.name[:120],
            roles=sorted(person.roles),
            identity_sealed=self._sealer.seal(json.dumps(dict(person.claims)), f"portal-session:{digest}:identity"),
            id_token_sealed=self._sealer.seal(id_token, f"portal-session:{digest}:id-token"),
            created_at=now,
            last_seen_at=now,
            expires_at=now + IN_ALL,
        )
        return token

    async def current(self, token: str | None) -> OpenSession | None:
        """The open session of a cookie's token."""
        if not token:
            return None
        row, now = await PortalSession.get_or_none(token_digest=self._digest(token)), self._clock()
        if row is None or now >= row.expires_at or now - row.last_seen_at >= IDLE:
            return None
        if now - row.last_seen_at >= _TOUCH:
            await PortalSession.filter(token_digest=row.token_digest).update(last_seen_at=now)
        claims = json.loads(self._sealer.open(row.identity_sealed, f"portal-session:{row.token_digest}:identity"))
        return OpenSession(
            row.token_digest,
            Person(row.subject, row.name, row.population, row.kind, frozenset(row.roles), claims),
            self._sealer.open(row.id_token_sealed, f"portal-session:{row.token_digest}:id-token"),
        )

    async def end(self, digest: str) -> None:
        """Ends one session."""
        await PortalSession.filter(token_digest=digest).delete()

    async def end_ordered(self, subject: str | None, op_session: str | None) -> int:
        """Ends what a logout token names: that provider session, or every session of that subject. Gives how many."""
        sessions = PortalSession.all()
        if op_session is not None:
            sessions = sessions.filter(op_session=op_session)
        if subject is not None:
            sessions = sessions.filter(subject=subject)
        return await sessions.delete()

    async def purge(self) -> int:
        """Deletes sessions that are over; gives how many."""
        now = self._clock()
        over = await PortalSession.filter(expires_at__lt=now).delete()
        return over + await PortalSession.filter(last_seen_at__lt=now - IDLE).delete()
