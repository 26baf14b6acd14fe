"""The token endpoint."""

from __future__ import annotations

from flask import Response, request

from idp.oidc.errors import ProtocolError
from idp.oidc.intake import JSON_HEADERS, ProtocolRequest, body_of, read_form
from idp.oidc.token.server import ProtocolServer


class TokenEndpoint:
    """Answers `/token`: one transaction, kept when the answer is a token or when a family had to be revoked."""

    def __init__(self, server: ProtocolServer) -> None:
        self._server = server
        self._stores = server.parts.stores

    def __call__(self) -> Response:
        """The view."""
        form = read_form(request)
        if isinstance(form, ProtocolError):
            return self._refuse(form)
        if form.get("grant_type") is None:
            return self._refuse(ProtocolError("invalid_request", "grant_type is missing"))
        address = f"{self._server.parts.issuer}/token"
        asked = ProtocolRequest(address, dict(request.headers), form.values, self._stores.clock())
        with self._stores.database.connect() as connection, connection.begin() as transaction:
            asked.connection = connection
            response: Response = self._server.create_token_response(asked)
            if response.status_code != 200 and not asked.keep:
                transaction.rollback()
        return response

    def _refuse(self, error: ProtocolError) -> Response:
        return self._server.handle_response(400, body_of(error), JSON_HEADERS)
