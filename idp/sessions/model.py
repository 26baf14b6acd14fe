"""A session as the rest of the house sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from idp.policies import Evidence


@dataclass(frozen=True)
class Session:
    """One person signed in on one browser. `level` is what it is worth at the moment it was read."""

    session_id: str
    account_id: str
    population: str
    level: int
    evidence: tuple[Evidence, ...]
    started_at: datetime
    authenticated_at: datetime
    """When the person last proved who they are: the claim `auth_time`."""
    seen_at: datetime

    @property
    def amr(self) -> tuple[str, ...]:
        """Authentication method references of all evidence, each once (RFC 8176); `mfa` after two factors."""
        methods = list(dict.fromkeys(method for piece in self.evidence for method in piece.amr))
        if len({piece.factor for piece in self.evidence}) > 1 and "mfa" not in methods:
            methods.append("mfa")
        return tuple(methods)


@dataclass(frozen=True)
class Proved:
    """What a sign-in writes into a new or renewed session; `digest` is the keyed hash of its cookie."""

    digest: str
    level: int
    evidence: tuple[Evidence, ...]
    now: datetime
    expires_at: datetime

    def columns(self) -> dict[str, Any]:
        """The values of the session's row."""
        return {
            "token_digest": self.digest,
            "level": self.level,
            "evidence": [piece.as_json() for piece in self.evidence],
            "authenticated_at": self.now,
            "seen_at": self.now,
            "expires_at": self.expires_at,
        }


@dataclass(frozen=True)
class SessionClient:
    """A client that a session has reached, and the `sid` by which that client knows the session."""

    session_id: str
    client_id: str
    sid: str
