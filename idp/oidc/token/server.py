"""Authlib's authorization server on our register, store and clock."""

from __future__ import annotations

import json
import logging
import secrets
from typing import Any

import structlog
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import AuthorizationServer
from flask import Response

from idp.audit import Event
from idp.oidc.claims.scopes import scopes_supported
from idp.oidc.clients.register import RegisteredClient
from idp.oidc.events import ProtocolEvent
from idp.oidc.grants import tokens
from idp.oidc.grants.model import ACCESS_TOKEN_LIFETIME, Grant
from idp.oidc.intake import ProtocolRequest
from idp.oidc.parts import ProtocolParts

log = structlog.get_logger("oidc")

logging.getLogger("authlib").setLevel(logging.INFO)  # at DEBUG it writes live tokens into the log

CODE = "authorization-code"
ACCESS = "access-token"
REFRESH = "refresh-token"
"""Purposes under which codes and tokens are digested before they are stored."""

_TOKEN_BYTES = 32


def new_token() -> str:
    """A fresh opaque value of 256 bits."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


class ProtocolServer(AuthorizationServer):  # type: ignore[misc]  # Authlib has no types
    """The server that Authlib's grants and endpoints work on."""

    def __init__(self, parts: ProtocolParts) -> None:
        super().__init__()
        self.parts = parts
        self._personal_scopes = frozenset(scopes_supported(list(parts.populations)))
        self.register_token_generator("default", self._make_token)

    def query_client(self, client_id: str) -> RegisteredClient | None:
        """The client with this identifier."""
        return self.parts.clients.find(client_id)

    def authenticate_client(
        self, request: ProtocolRequest, methods: list[str], endpoint: str = "token"
    ) -> RegisteredClient:
        """The proven client of a request, by one of the methods that the endpoint takes."""
        return self.parts.authenticator.authenticate(request, methods)

    def create_oauth2_request(self, request: ProtocolRequest) -> ProtocolRequest:
        """The request as it is: `intake` has read it already."""
        return request

    def handle_response(self, status_code: int, payload: Any, headers: list[tuple[str, str]]) -> Response:
        """The answer to a machine: JSON, never stored."""
        return Response(json.dumps(payload) if isinstance(payload, dict) else payload, status_code, headers)

    def handle_error_response(self, request: ProtocolRequest, error: OAuth2Error) -> Response:
        """The public half of an error to the client, a line in the log for us."""
        client = getattr(request.client, "client_id", None)
        log.info("refused", error=error.error, detail=error.description, client=client)
        return self.handle_response(*error())

    def send_signal(self, name: str, *args: object, **kwargs: object) -> None:
        """Nothing listens: what is worth keeping goes into the audit log, in the same transaction."""

    def _make_token(
        self,
        grant_type: str,
        client: RegisteredClient,
        user: object = None,
        scope: str | None = None,
        expires_in: int | None = None,
        include_refresh_token: bool = True,
    ) -> dict[str, Any]:
        granted = client.get_allowed_scope(scope)
        if grant_type == "client_credentials":
            # nobody is signed in, therefore no scope that speaks of a person
            granted = " ".join(name for name in granted.split() if name not in self._personal_scopes)
        token = {
            "token_type": "Bearer",
            "access_token": new_token(),
            "expires_in": int(ACCESS_TOKEN_LIFETIME.total_seconds()),
        }
        if include_refresh_token:
            token["refresh_token"] = new_token()
        return token | ({"scope": granted} if granted else {})

    def save_token(self, token: dict[str, Any], request: ProtocolRequest) -> None:
        """Writes what was issued, and an audit event, in the request's transaction."""
        grant: Grant | None = request.authorization_code or request.refresh_token
        connection, client_id = request.open_connection, request.client.client_id
        grant_id = grant.grant_id if grant else None
        tokens.write_access(
            connection,
            self.parts.stores.sealer.digest(ACCESS, token["access_token"]),
            grant_id=grant_id,
            client_id=client_id,
            scope=token.get("scope", ""),
            now=request.now,
            expires_at=request.now + ACCESS_TOKEN_LIFETIME,
        )
        if grant is not None and "refresh_token" in token:
            tokens.write_refresh(
                connection,
                self.parts.stores.sealer.digest(REFRESH, token["refresh_token"]),
                grant_id=grant.grant_id,
                client_id=client_id,
                now=request.now,
                expires_at=grant.expires_at,
            )
        kind = _KINDS[request.payload.grant_type]
        subject = f"account:{grant.account_id}" if grant else None
        self.parts.stores.audit.record(connection, Event(kind, f"client:{client_id}", subject))


_KINDS = {
    "authorization_code": ProtocolEvent.TOKEN_ISSUED,
    "refresh_token": ProtocolEvent.TOKEN_REFRESHED,
    "client_credentials": ProtocolEvent.CLIENT_TOKEN_ISSUED,
}
