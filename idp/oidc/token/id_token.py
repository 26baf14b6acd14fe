"""ID tokens (OpenID Connect Core section 2): what happened at the sign-in, true also after any number of refreshes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from authlib.oidc.core.grants.code import OpenIDToken
from authlib.oidc.core.util import create_half_hash

from idp.oidc.authorization.levels import acr_of
from idp.oidc.claims.scopes import IN_ID_TOKEN, claims_of
from idp.oidc.grants.model import ID_TOKEN_LIFETIME, Grant
from idp.oidc.intake import ProtocolRequest
from idp.oidc.token.server import ProtocolServer
from idp.policies import Population
from idp.storage.accounts import Account


def id_token_claims(
    *,
    issuer: str,
    grant: Grant,
    person: Account,
    policy: Population,
    scope: str,
    access_token: str,
    algorithm: str,
    now: datetime,
    first: bool,
) -> dict[str, Any]:
    """The claims of an ID token. `nonce` belongs to the `first` one only (Core section 12.2); times are epoch seconds."""
    issued = int(now.timestamp())
    claims = claims_of(person, policy, IN_ID_TOKEN.intersection(scope.split()))
    claims |= {
        "iss": issuer,
        "aud": grant.client_id,
        "iat": issued,
        "exp": issued + int(ID_TOKEN_LIFETIME.total_seconds()),
        "auth_time": int(grant.auth_time.timestamp()),
        "acr": acr_of(grant.level),
        "amr": list(grant.amr),
        "sid": grant.sid,
        "at_hash": create_half_hash(access_token, algorithm).decode("ascii"),
    }
    if first and grant.nonce is not None:
        claims["nonce"] = grant.nonce
    return claims


class IdToken(OpenIDToken):  # type: ignore[misc]  # Authlib has no types
    """Adds the ID token to a token response, from the grant alone: never from the clock of the refresh."""

    def encode_id_token(self, token: dict[str, Any], request: ProtocolRequest, server: ProtocolServer) -> str:
        """The signed ID token of a response."""
        parts, person = server.parts, request.user
        first = request.authorization_code is not None
        grant: Grant = request.authorization_code if first else request.refresh_token
        algorithm = request.client.registration.id_token_signed_response_alg
        claims = id_token_claims(
            issuer=parts.issuer,
            grant=grant,
            person=person,
            policy=parts.populations[person.population],
            scope=token["scope"],
            access_token=token["access_token"],
            algorithm=algorithm,
            now=request.now,
            first=first,
        )
        return parts.keys.sign(claims, algorithm)

    def process_token(self, grant: Any, response: tuple[int, dict[str, Any], Any]) -> dict[str, Any]:
        """Authlib's hook after a token response was made."""
        token = response[1]
        if "openid" in token.get("scope", "").split():
            token["id_token"] = self.encode_id_token(token, grant.request, grant.server)
        return token
