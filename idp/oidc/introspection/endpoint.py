"""Authlib's introspection endpoint on our store."""

from __future__ import annotations

from typing import Any

from authlib.oauth2.rfc6749 import InvalidRequestError
from authlib.oauth2.rfc7662 import IntrospectionEndpoint as AuthlibIntrospection

from idp.oidc.authorization.levels import acr_of
from idp.oidc.clients.register import RegisteredClient
from idp.oidc.grants.model import Token
from idp.oidc.intake import ProtocolRequest
from idp.oidc.token.find import find_token
from idp.oidc.token.grants import AUTHENTICATED
from idp.oidc.token.server import ProtocolServer


class IntrospectionEndpoint(AuthlibIntrospection):  # type: ignore[misc]  # Authlib has no types
    """Tells an authenticated client about its own tokens; everything else is `{"active": false}`."""

    CLIENT_AUTH_METHODS = AUTHENTICATED
    server: ProtocolServer

    def check_params(self, request: ProtocolRequest, client: RegisteredClient) -> None:
        """A token must be named; a hint that means nothing to us is passed over (section 2.1)."""
        if "token" not in request.form:
            raise InvalidRequestError("token is missing")

    def authenticate_token(self, request: ProtocolRequest, client: RegisteredClient) -> Token | None:
        """The token, if it is this client's, good, and of a person who may still sign in."""
        self.check_params(request, client)
        token = find_token(self.server.parts, request.open_connection, request.form["token"], request.now)
        return token if token is not None and token.client_id == client.client_id else None

    def create_introspection_payload(self, token: Token | None) -> dict[str, Any]:
        """The answer of section 2.2; times are epoch seconds."""
        if token is None:
            return {"active": False}
        payload: dict[str, Any] = {
            "active": True,
            "iss": self.server.parts.issuer,
            "client_id": token.client_id,
            "token_type": "Bearer" if token.kind == "access_token" else "refresh_token",
            "scope": token.scope,
            "iat": int(token.issued_at.timestamp()),
            "exp": int(token.expires_at.timestamp()),
            "sub": token.grant.account_id if token.grant else token.client_id,
        }
        if token.grant is not None:
            payload |= {
                "auth_time": int(token.grant.auth_time.timestamp()),
                "acr": acr_of(token.grant.level),
                "amr": list(token.grant.amr),
                "sid": token.grant.sid,
            }
        return payload
