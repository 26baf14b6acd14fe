"""Grants and tokens as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

CODE_LIFETIME = timedelta(seconds=60)
"""An authorization code is good for a minute, once (RFC 9700 section 2.1.1)."""

ACCESS_TOKEN_LIFETIME = timedelta(minutes=10)
"""Short, because a portal that needs longer has a refresh token."""

GRANT_LIFETIME = timedelta(hours=24)
"""Absolute end of a family, however often it was refreshed: the longest session."""

ID_TOKEN_LIFETIME = timedelta(minutes=10)


@dataclass(frozen=True)
class NewGrant:
    """What `/authorize` decided, about to be written with the code that stands for it."""

    client_id: str
    account_id: str
    session_id: str
    sid: str
    scope: str
    nonce: str | None
    auth_time: datetime
    level: int
    amr: tuple[str, ...]
    redirect_uri: str
    code_challenge: str | None


@dataclass(frozen=True)
class Grant:
    """A family of tokens: who, for whom, how they signed in. True for as long as the family lives."""

    grant_id: str
    client_id: str
    account_id: str
    session_id: str
    sid: str
    scope: str
    nonce: str | None
    auth_time: datetime
    level: int
    amr: tuple[str, ...]
    redirect_uri: str
    code_challenge: str | None
    expires_at: datetime
    revoked_at: datetime | None

    @property
    def code_challenge_method(self) -> str | None:
        """The one method there is, when there was a challenge (RFC 7636)."""
        return "S256" if self.code_challenge else None

    def get_redirect_uri(self) -> str:
        """The address of the authorization request, as Authlib asks for it."""
        return self.redirect_uri

    def get_scope(self) -> str:
        """The granted scope, as Authlib asks for it."""
        return self.scope

    def check_client(self, client: object) -> bool:
        """Whether the grant was given to this client, as Authlib asks for it."""
        return getattr(client, "client_id", None) == self.client_id


@dataclass(frozen=True)
class Token:
    """An access or refresh token that was found: which, whose, until when. `grant` is None for client_credentials."""

    kind: str
    digest: str
    client_id: str
    scope: str
    issued_at: datetime
    expires_at: datetime
    revoked: bool
    grant: Grant | None

    def live(self, now: datetime) -> bool:
        """Whether the token itself is good; whether the person still is, is another question."""
        return not self.revoked and now < self.expires_at
