"""How a client proves who it is (RFC 6749 section 2.3, OpenID Connect Core section 9): one way, the registered one."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from urllib.parse import unquote_plus

from authlib.oauth2.rfc6749 import InvalidClientError, InvalidRequestError

from idp.oidc.clients.assertion import ClientAssertion
from idp.oidc.clients.register import ClientRegister, RegisteredClient
from idp.oidc.intake import ProtocolRequest


@dataclass(frozen=True)
class Credentials:
    """What a request brought along: the way, the client it names, the secret or assertion."""

    method: str
    client_id: str
    proof: str


class ClientAuthenticator:
    """Authenticates the client of a request; plugged into Authlib's server."""

    def __init__(self, register: ClientRegister, assertion: ClientAssertion) -> None:
        self._register = register
        self._assertion = assertion

    def authenticate(self, request: ProtocolRequest, methods: list[str]) -> RegisteredClient:
        """The proven client; InvalidClientError in the same words for every way it can fail."""
        credentials = presented(request)
        client = self._client_of(credentials, request)
        registered = client is not None and client.registration.token_endpoint_auth_method == credentials.method
        if (
            client is None
            or not registered
            or credentials.method not in methods
            or not self._proves(client, credentials)
        ):
            raise failure()
        request.auth_method = credentials.method
        return client

    def _client_of(self, credentials: Credentials, request: ProtocolRequest) -> RegisteredClient | None:
        if credentials.method != ClientAssertion.CLIENT_AUTH_METHOD:
            return self._register.find(credentials.client_id)
        client = self._assertion.prove(credentials.proof, request.now)
        named = request.form.get("client_id")
        return client if client is not None and named in (None, client.client_id) else None

    def _proves(self, client: RegisteredClient, credentials: Credentials) -> bool:
        if client.registration.needs_secret:
            return client.check_client_secret(credentials.proof)
        return True


def presented(request: ProtocolRequest) -> Credentials:
    """What the request brought along; InvalidRequestError when it tries more than one way (section 2.3)."""
    form = request.form
    header = request.headers.get("Authorization", "")
    ways = [bool(header), "client_secret" in form, "client_assertion" in form or "client_assertion_type" in form]
    if sum(ways) > 1:
        raise InvalidRequestError("a client must use one way to authenticate")
    if header:
        return _basic(header, form.get("client_id"))
    if "client_secret" in form:
        return Credentials("client_secret_post", form.get("client_id", ""), form["client_secret"])
    if ways[2]:
        if form.get("client_assertion_type") != ClientAssertion.CLIENT_ASSERTION_TYPE:
            raise failure()
        return Credentials(ClientAssertion.CLIENT_AUTH_METHOD, "", form.get("client_assertion", ""))
    return Credentials("none", form.get("client_id", ""), "")


def _basic(header: str, named: str | None) -> Credentials:
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "basic":
        raise failure()
    try:
        text = base64.b64decode(token.strip(), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError, ValueError) as error:
        raise failure() from error
    client_id, _, secret = text.partition(":")
    credentials = Credentials("client_secret_basic", unquote_plus(client_id), unquote_plus(secret))
    if named not in (None, credentials.client_id):
        raise InvalidRequestError("client_id differs from the authenticated client")
    return credentials


def failure() -> InvalidClientError:
    """The one answer to every failed authentication; it never tells an unknown client from a wrong secret."""
    return InvalidClientError(description="client authentication failed", status_code=401)
