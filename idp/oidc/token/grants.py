"""The grants of `/token` on Authlib's classes: each code and refresh token is used once, by a conditional write."""

from __future__ import annotations

from typing import Any, ClassVar

from authlib.oauth2.rfc6749 import InvalidGrantError, grants
from authlib.oauth2.rfc7636 import CodeChallenge

from idp.audit import Event
from idp.oidc.clients.register import RegisteredClient
from idp.oidc.events import ProtocolEvent
from idp.oidc.grants import store, tokens
from idp.oidc.grants.model import Grant
from idp.oidc.intake import ProtocolRequest
from idp.oidc.token.server import CODE, REFRESH, ProtocolServer
from idp.storage.accounts import Account

AUTHENTICATED = ["client_secret_basic", "client_secret_post", "private_key_jwt"]
"""Ways that prove a client."""

ANY_CLIENT = [*AUTHENTICATED, "none"]
"""The same, and public clients, which prove themselves by PKCE and rotation."""


def _person_of(server: ProtocolServer, request: ProtocolRequest, grant: Grant) -> Account:
    person = server.parts.person(request.open_connection, grant.account_id)
    if person is None or person.population not in request.client.registration.populations:
        raise InvalidGrantError("the account cannot be used")
    return person


def _tell_reuse(server: ProtocolServer, request: ProtocolRequest, kind: ProtocolEvent, grant_id: str) -> None:
    request.keep = True
    client_id = request.client.client_id if request.client else "unknown"
    event = Event(kind, f"client:{client_id}", f"grant:{grant_id}")
    server.parts.stores.audit.record(request.open_connection, event)


class AuthorizationCodeGrant(grants.AuthorizationCodeGrant):  # type: ignore[misc]  # Authlib has no types
    """Redeems a code (RFC 6749 section 4.1.3)."""

    TOKEN_ENDPOINT_AUTH_METHODS = ANY_CLIENT
    request: ProtocolRequest
    server: ProtocolServer

    def query_authorization_code(self, code: str, client: RegisteredClient) -> Grant | None:
        """The code's grant, once; a second use revokes what the first one got."""
        digest = self.server.parts.stores.sealer.digest(CODE, code)
        connection, now = self.request.open_connection, self.request.now
        grant = store.use_code(connection, digest, client.client_id, now)
        if grant is None:
            self.request.client = client
            revoked = store.revoke_used_code(connection, digest, now)
            if revoked is not None:
                _tell_reuse(self.server, self.request, ProtocolEvent.CODE_REUSED, revoked)
        return grant

    def authenticate_user(self, authorization_code: Grant) -> Account:
        """The person who signed in; InvalidGrantError when the account cannot be used any more."""
        return _person_of(self.server, self.request, authorization_code)

    def delete_authorization_code(self, authorization_code: Grant) -> None:
        """Nothing is left to do: the code was used up when it was found."""


class RefreshTokenGrant(grants.RefreshTokenGrant):  # type: ignore[misc]  # Authlib has no types
    """Refreshes (RFC 6749 section 6) with rotation and reuse detection (RFC 9700 section 4.14.2)."""

    TOKEN_ENDPOINT_AUTH_METHODS = ANY_CLIENT
    INCLUDE_NEW_REFRESH_TOKEN = True
    request: ProtocolRequest
    server: ProtocolServer

    def authenticate_refresh_token(self, refresh_token: str) -> Grant | None:
        """The token's grant, once; using an old token again revokes the whole family."""
        digest = self.server.parts.stores.sealer.digest(REFRESH, refresh_token)
        connection, now = self.request.open_connection, self.request.now
        grant_id = tokens.use_refresh(connection, digest, self.request.client.client_id, now)
        if grant_id is None:
            copied = tokens.grant_of_used_refresh(connection, digest)
            if copied is not None and store.revoke(connection, copied, now):
                _tell_reuse(self.server, self.request, ProtocolEvent.REFRESH_REUSED, copied)
            return None
        grant = store.by_id(connection, grant_id)
        return grant if grant is not None and grant.revoked_at is None else None

    def authenticate_user(self, refresh_token: Grant) -> Account:
        """The person who signed in; InvalidGrantError when the account cannot be used any more."""
        return _person_of(self.server, self.request, refresh_token)

    def revoke_old_credential(self, refresh_token: Grant) -> None:
        """Nothing is left to do: the old token was used up when it was found."""


class ClientCredentialsGrant(grants.ClientCredentialsGrant):  # type: ignore[misc]  # Authlib has no types
    """A token for the client itself (RFC 6749 section 4.4)."""

    TOKEN_ENDPOINT_AUTH_METHODS = AUTHENTICATED


class ProofKey(CodeChallenge):  # type: ignore[misc]  # Authlib has no types
    """The verifier's side of PKCE at the token endpoint: S256 only; `checks/pkce.py` demands the challenge."""

    DEFAULT_CODE_CHALLENGE_METHOD = "S256"
    SUPPORTED_CODE_CHALLENGE_METHOD = ("S256",)
    CODE_CHALLENGE_METHODS: ClassVar[dict[str, Any]] = {"S256": CodeChallenge.CODE_CHALLENGE_METHODS["S256"]}
