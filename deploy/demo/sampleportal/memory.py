"""What the portal remembers: sign-ins under way and sessions, in memory, since a demo may forget."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

T = TypeVar("T")

_MOST = 10_000


@dataclass(frozen=True)
class SignInAttempt:
    """A sign-in under way: what the answer must fit."""

    browser: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class PortalSession:
    """A person signed in here. `claims` are what the identity provider said; `id_token` goes back at sign-out."""

    subject: str
    sid: str
    claims: Mapping[str, Any]
    id_token: str


class Remembered(Generic[T]):
    """Values under keys, each for a span; the oldest goes when there are too many."""

    def __init__(self, span: timedelta) -> None:
        self._span = span
        self._held: OrderedDict[str, tuple[datetime, T]] = OrderedDict()

    def keep(self, key: str, value: T, now: datetime) -> None:
        """Keeps a value."""
        self._held[key] = (now + self._span, value)
        while len(self._held) > _MOST:
            self._held.popitem(last=False)

    def get(self, key: str, now: datetime) -> T | None:
        """The value, unless its time is over."""
        until, value = self._held.get(key, (now, None))
        return value if until > now else None

    def take(self, key: str, now: datetime) -> T | None:
        """The value, once."""
        value = self.get(key, now)
        self._held.pop(key, None)
        return value

    def items(self) -> list[tuple[str, T]]:
        """Everything held."""
        return [(key, value) for key, (_until, value) in self._held.items()]


class PortalSessions:
    """The portal's sessions by the value of its cookie."""

    def __init__(self) -> None:
        self._held: Remembered[PortalSession] = Remembered(timedelta(hours=8))

    def start(self, session: PortalSession, now: datetime) -> str:
        """Keeps a session and gives the value for its cookie."""
        token = secrets.token_urlsafe(32)
        self._held.keep(token, session, now)
        return token

    def find(self, token: str | None, now: datetime) -> PortalSession | None:
        """The session of a cookie."""
        return self._held.get(token, now) if token else None

    def end(self, token: str | None, now: datetime) -> PortalSession | None:
        """Ends the session of a cookie."""
        return self._held.take(token, now) if token else None

    def end_at(self, subject: str | None, sid: str | None, now: datetime) -> int:
        """Ends what a logout token names: one session by `sid`, or all of a subject; gives how many."""
        ended = 0
        for token, session in self._held.items():
            named = session.sid == sid if sid else session.subject == subject
            if named and self._held.take(token, now):
                ended += 1
        return ended
