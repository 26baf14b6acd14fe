"""The register of clients as requests use it: cached, with the digest of each secret beside the registration."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from sqlalchemy import Connection, Engine

from idp.oidc.caching import RECHECK_SECONDS, Versioned
from idp.oidc.clients.model import Client
from idp.oidc.clients.store import CLIENTS_VERSION, load_all
from shared.sealing import Sealer

SECRET_PURPOSE = "client-secret"  # noqa: S105  # the name of a purpose, not a secret
"""Purpose under which a client secret is digested: long and random, so a fast keyed hash is enough."""


@dataclass(frozen=True)
class RegisteredClient:
    """A client as Authlib asks for it (`authlib.oauth2.rfc6749.ClientMixin`)."""

    registration: Client
    secret_digest: str | None
    sealer: Sealer

    @property
    def client_id(self) -> str:
        """The identifier, as Authlib's rules read it."""
        return self.registration.client_id

    @property
    def id_token_signed_response_alg(self) -> str:
        """The registered algorithm, as Authlib's rules read it."""
        return self.registration.id_token_signed_response_alg

    def get_client_id(self) -> str:
        """The identifier."""
        return self.registration.client_id

    def get_default_redirect_uri(self) -> None:
        """Never one: `redirect_uri` is required (OpenID Connect Core section 3.1.2.1)."""

    def get_allowed_scope(self, scope: str | None) -> str:
        """The part of the requested scope that is registered."""
        return self.registration.allowed_scope(scope or "")

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Whether the address is registered, compared as a whole string."""
        return redirect_uri in self.registration.redirect_uris

    def check_client_secret(self, client_secret: str) -> bool:
        """Whether this is the client's secret, in constant time."""
        if self.secret_digest is None:
            return False
        return hmac.compare_digest(self.sealer.digest(SECRET_PURPOSE, client_secret), self.secret_digest)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        """Whether the client is registered for this way of proving itself; the same at every endpoint."""
        return self.registration.token_endpoint_auth_method == method

    def check_response_type(self, response_type: str) -> bool:
        """Whether the client may ask for this response: `code`, when it signs people in."""
        return response_type == "code" and "authorization_code" in self.registration.grant_types

    def check_grant_type(self, grant_type: str) -> bool:
        """Whether the client is registered for the grant."""
        return grant_type in self.registration.grant_types


class ClientRegister:
    """Every registration, cached with its version."""

    def __init__(self, engine: Engine, sealer: Sealer, recheck: float = RECHECK_SECONDS) -> None:
        self._sealer = sealer
        self._cache = Versioned(engine, CLIENTS_VERSION, self._load, recheck)

    def _load(self, connection: Connection) -> dict[str, RegisteredClient]:
        return {
            client.client_id: RegisteredClient(client, digest, self._sealer) for client, digest in load_all(connection)
        }

    def find(self, client_id: str | None) -> RegisteredClient | None:
        """The client with this identifier, or None."""
        return self._cache.get().get(client_id) if client_id else None

    def origins(self) -> frozenset[str]:
        """Origins of every registered redirect address, for the content security policy of pages that end in one."""
        return frozenset(
            "/".join(uri.split("/", 3)[:3])
            for client in self._cache.get().values()
            for uri in (*client.registration.redirect_uris, *client.registration.post_logout_redirect_uris)
        )

    def forget(self) -> None:
        """Reads the register anew at the next request of this process."""
        self._cache.forget()
