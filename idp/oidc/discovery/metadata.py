"""Provider metadata (OpenID Connect Discovery 1.0 section 3, RFC 8414): what is true of this installation."""

from __future__ import annotations

from typing import Any

from idp.oidc.authorization.levels import ACR_VALUES
from idp.oidc.authorization.request import PromptValue, ResponseMode
from idp.oidc.claims.scopes import claims_supported, scopes_supported
from idp.oidc.clients.assertion import ALGORITHMS as ASSERTION_ALGORITHMS
from idp.oidc.keys.model import ALGORITHMS
from idp.oidc.token.grants import ANY_CLIENT, AUTHENTICATED
from idp.policies import Populations
from shared.i18n import LANGUAGES

_TOKEN_CLAIMS = ("iss", "aud", "exp", "iat", "auth_time", "acr", "amr", "sid", "nonce", "at_hash")


def provider_metadata(issuer: str, populations: Populations) -> dict[str, Any]:
    """The metadata document."""
    policies = list(populations)
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{issuer}/token",
        "userinfo_endpoint": f"{issuer}/userinfo",
        "jwks_uri": f"{issuer}/jwks",
        "introspection_endpoint": f"{issuer}/introspect",
        "revocation_endpoint": f"{issuer}/revoke",
        "end_session_endpoint": f"{issuer}/logout",
        "scopes_supported": list(scopes_supported(policies)),
        "claims_supported": [*claims_supported(policies), *_TOKEN_CLAIMS],
        "response_types_supported": ["code"],
        "response_modes_supported": [mode.value for mode in ResponseMode],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "prompt_values_supported": [value.value for value in PromptValue],
        "subject_types_supported": ["public"],
        "acr_values_supported": list(ACR_VALUES),
        "id_token_signing_alg_values_supported": list(ALGORITHMS),
        "token_endpoint_auth_methods_supported": ANY_CLIENT,
        "token_endpoint_auth_signing_alg_values_supported": list(ASSERTION_ALGORITHMS),
        "introspection_endpoint_auth_methods_supported": AUTHENTICATED,
        "revocation_endpoint_auth_methods_supported": ANY_CLIENT,
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": True,
        "backchannel_logout_supported": True,
        "backchannel_logout_session_supported": True,
        "claims_parameter_supported": False,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "ui_locales_supported": list(LANGUAGES),
    }
