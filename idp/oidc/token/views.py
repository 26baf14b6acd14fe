"""The endpoints where clients post and prove who they are: token, introspection, revocation."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, request

from idp.oidc.errors import ProtocolError
from idp.oidc.intake import JSON_HEADERS, ProtocolRequest, body_of, read_form
from idp.oidc.token.server import ProtocolServer

Answer = Callable[[ProtocolRequest], Response]


class MachineEndpoint:
    """Answers one endpoint in one transaction, kept on success or when a family had to be revoked."""

    def __init__(self, server: ProtocolServer, path: str, answer: Answer, needs: str) -> None:
        self._server = server
        self._stores = server.parts.stores
        self._address = f"{server.parts.issuer}{path}"
        self._answer = answer
        self._needs = needs

    def __call__(self) -> Response:
        """The view."""
        form = read_form(request)
        if isinstance(form, ProtocolError):
            return self._refuse(form)
        if form.get(self._needs) is None:
            return self._refuse(ProtocolError("invalid_request", f"{self._needs} is missing"))
        asked = ProtocolRequest(self._address, dict(request.headers), form.values, self._stores.clock())
        with self._stores.database.connect() as connection, connection.begin() as transaction:
            asked.connection = connection
            response = self._answer(asked)
            if response.status_code != 200 and not asked.keep:
                transaction.rollback()
        return response

    def _refuse(self, error: ProtocolError) -> Response:
        return self._server.handle_response(400, body_of(error), JSON_HEADERS)


def token_endpoint(server: ProtocolServer) -> MachineEndpoint:
    """`/token`."""
    return MachineEndpoint(server, "/token", server.create_token_response, "grant_type")


def introspection_endpoint(server: ProtocolServer) -> MachineEndpoint:
    """`/introspect`."""
    return MachineEndpoint(
        server, "/introspect", lambda asked: server.create_endpoint_response("introspection", asked), "token"
    )


def revocation_endpoint(server: ProtocolServer) -> MachineEndpoint:
    """`/revoke`."""
    return MachineEndpoint(
        server, "/revoke", lambda asked: server.create_endpoint_response("revocation", asked), "token"
    )
