"""Authlib's revocation endpoint on our store."""

from __future__ import annotations

from authlib.oauth2.rfc6749 import InvalidRequestError
from authlib.oauth2.rfc7009 import RevocationEndpoint as AuthlibRevocation

from idp.audit import Event
from idp.oidc.clients.register import RegisteredClient
from idp.oidc.events import ProtocolEvent
from idp.oidc.grants import store, tokens
from idp.oidc.grants.model import Token
from idp.oidc.intake import ProtocolRequest
from idp.oidc.token.find import find_token
from idp.oidc.token.grants import ANY_CLIENT
from idp.oidc.token.server import ProtocolServer


class RevocationEndpoint(AuthlibRevocation):  # type: ignore[misc]  # Authlib has no types
    """Revokes a client's own token. An unknown or dead token is no error (section 2.2)."""

    CLIENT_AUTH_METHODS = ANY_CLIENT
    server: ProtocolServer

    def authenticate_token(self, request: ProtocolRequest, client: RegisteredClient) -> Token | None:
        """The token, if it is this client's and alive; another's is as if unknown, so that nothing is told about it."""
        if "token" not in request.form:
            raise InvalidRequestError("token is missing")
        token = find_token(self.server.parts, request.open_connection, request.form["token"], request.now)
        return token if token is not None and token.client_id == client.client_id else None

    def revoke_token(self, token: Token, request: ProtocolRequest) -> None:
        """Ends an access token alone, a refresh token with its family."""
        connection = request.open_connection
        if token.kind == tokens.REFRESH and token.grant is not None:
            store.revoke(connection, token.grant.grant_id, request.now)
        else:
            tokens.revoke_access(connection, token.digest, request.now)
        event = Event(ProtocolEvent.TOKEN_REVOKED, f"client:{token.client_id}", detail={"kind": token.kind})
        self.server.parts.stores.audit.record(connection, event)
