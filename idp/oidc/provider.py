"""Puts the protocol together: parts, endpoints, one blueprint. The composition root calls `build_provider`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Flask, request
from werkzeug.wrappers import Response as WerkzeugResponse

from idp.journeys import JourneyStore
from idp.oidc.arrival import anew, received
from idp.oidc.authorization.flow import AuthorizationFlow, no_longer
from idp.oidc.authorization.interactions import Interactions
from idp.oidc.authorization.pages import InteractionPages
from idp.oidc.clients.assertion import ClientAssertion
from idp.oidc.clients.authentication import ClientAuthenticator
from idp.oidc.clients.register import ClientRegister
from idp.oidc.discovery.documents import ProtocolDocuments
from idp.oidc.discovery.metadata import provider_metadata
from idp.oidc.introspection.endpoint import IntrospectionEndpoint
from idp.oidc.keys.ring import KeyRing
from idp.oidc.keys.store import ensure
from idp.oidc.logout.delivery import LogoutDelivery
from idp.oidc.logout.pages import LogoutPages
from idp.oidc.outbound.guarded import GuardedClient
from idp.oidc.parameters import Parameters
from idp.oidc.parts import ProtocolParts
from idp.oidc.revocation.endpoint import RevocationEndpoint
from idp.oidc.token.grants import AuthorizationCodeGrant, ClientCredentialsGrant, ProofKey, RefreshTokenGrant
from idp.oidc.token.id_token import IdToken
from idp.oidc.token.server import ProtocolServer
from idp.oidc.token.views import introspection_endpoint, revocation_endpoint, token_endpoint
from idp.oidc.userinfo.views import UserInfoEndpoint
from idp.policies import Populations
from idp.sessions import Sessions
from idp.stores import Stores
from shared.i18n import add_catalogue
from shared.sql import reader_of

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"
"""The one small script of the protocol: it sends the form post on."""
_LOCALE = Path(__file__).parent / "locale"

MACHINE_PATHS = frozenset({"/authorize", "/token", "/introspect", "/revoke", "/userinfo", "/logout"})
"""Where other programs and other sites may post: the shell's check of the posting site leaves them out."""


@dataclass(frozen=True)
class Provider:
    """The protocol of one installation."""

    parts: ProtocolParts
    blueprint: Blueprint
    documents: ProtocolDocuments

    def attach(self, app: Flask) -> None:
        """Gives the application the protocol's endpoints, and its documents in front of everything."""
        app.register_blueprint(self.blueprint)
        app.wsgi_app = self.documents.wsgi(app.wsgi_app)  # type: ignore[method-assign, assignment]  # Flask wraps it so


def build_parts(issuer: str, stores: Stores, populations: Populations, sessions: Sessions) -> ProtocolParts:
    """The parts of the protocol; makes the signing keys at the first start."""
    with stores.database.begin() as connection:
        ensure(connection, stores.sealer, stores.clock())
    reader = reader_of(stores.database)
    clients = ClientRegister(reader, stores.sealer)
    assertion = ClientAssertion(clients, stores.expiring, (issuer, f"{issuer}/token"))
    return ProtocolParts(
        issuer=issuer,
        stores=stores,
        populations=populations,
        sessions=sessions,
        clients=clients,
        authenticator=ClientAuthenticator(clients, assertion),
        keys=KeyRing(reader, stores.sealer),
    )


def build_provider(
    issuer: str, stores: Stores, populations: Populations, sessions: Sessions, journeys: JourneyStore
) -> Provider:
    """The provider, to be attached to the application. `journeys` are where sign-ins happen."""
    add_catalogue(_LOCALE)
    parts = build_parts(issuer, stores, populations, sessions)
    metadata = provider_metadata(issuer, populations)
    return Provider(parts, _blueprint(parts, journeys), ProtocolDocuments(metadata, parts.keys, stores.clock))


def build_logout_delivery(parts: ProtocolParts, exempt_origins: Collection[str] = ()) -> LogoutDelivery:
    """The worker's job: `deliver_due()` once a second is enough. `exempt_origins` are the operator's exceptions."""
    return LogoutDelivery(
        issuer=parts.issuer,
        database=parts.stores.database,
        clients=parts.clients,
        keys=parts.keys,
        fetch=GuardedClient(exempt_origins),
        clock=parts.stores.clock,
    )


def build_server(parts: ProtocolParts) -> ProtocolServer:
    """Authlib's server with every grant and endpoint that clients post to."""
    server = ProtocolServer(parts)
    id_token = IdToken()
    server.register_grant(AuthorizationCodeGrant, [ProofKey(required=True), id_token])
    server.register_grant(RefreshTokenGrant, [id_token])
    server.register_grant(ClientCredentialsGrant)
    server.register_endpoint(IntrospectionEndpoint)
    server.register_endpoint(RevocationEndpoint)
    return server


def _blueprint(parts: ProtocolParts, journeys: JourneyStore) -> Blueprint:
    blueprint = Blueprint("oidc", __name__, template_folder=str(TEMPLATES))
    server = build_server(parts)
    interactions = Interactions(parts.stores.expiring, parts.stores.sealer)
    flow = AuthorizationFlow(parts, journeys, interactions)
    logout = LogoutPages(flow)

    def authorize() -> WerkzeugResponse:
        asked = received(request)
        return anew(request, asked, parts.session_cookie) or flow.run(Parameters.of(asked))

    def resume(journey_id: str) -> WerkzeugResponse:
        return flow.resume(journey_id) or no_longer()

    both = ["GET", "POST"]
    add = blueprint.add_url_rule
    add("/authorize", "authorize", authorize, methods=both)
    add("/authorize/resume/<journey_id>", "resume", resume)
    add("/authorize/<page>/<identifier>", "interaction", InteractionPages(flow), methods=both)
    add("/token", "token", token_endpoint(server), methods=["POST"])
    add("/introspect", "introspect", introspection_endpoint(server), methods=["POST"])
    add("/revoke", "revoke", revocation_endpoint(server), methods=["POST"])
    add("/userinfo", "userinfo", UserInfoEndpoint(parts), methods=both)
    add("/logout", "logout", logout.begin, methods=both)
    add("/logout/<identifier>", "logout_answer", logout.answer, methods=both)
    return blueprint
