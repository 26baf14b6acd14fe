"""`private_key_jwt`: a client proves itself by a signed assertion (RFC 7523, OpenID Connect Core section 9)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from authlib.oauth2.rfc6749 import InvalidClientError
from authlib.oauth2.rfc7523 import JWTBearerClientAssertion
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from idp.oidc.clients.register import ClientRegister, RegisteredClient
from shared.expiring import ExpiringStore

ALGORITHMS = ("ES256", "RS256", "PS256")
"""Algorithms a client may sign its assertion with: asymmetric ones only, so that no public key is taken for a secret."""

_LEEWAY = timedelta(seconds=15)
"""Clocks may differ by this much: ten seconds are accepted, over sixty refused."""

_LONGEST_LIFE = timedelta(hours=1)
_LONGEST_ASSERTION = 8_192
_KIND = "client-assertion"


class ClientAssertion(JWTBearerClientAssertion):  # type: ignore[misc]  # Authlib has no types
    """Authlib's assertion with algorithms pinned, a size limit before parsing, and each assertion once."""

    CLIENT_AUTH_METHOD = "private_key_jwt"

    def __init__(self, register: ClientRegister, expiring: ExpiringStore, audiences: Sequence[str]) -> None:
        super().__init__(validate_jti=True, leeway=int(_LEEWAY.total_seconds()))
        self._register = register
        self._expiring = expiring
        self._audiences = frozenset(audiences)

    def prove(self, assertion: str, now: datetime) -> RegisteredClient | None:
        """The client whose registered key signed the assertion for us, the first time it is seen; else None."""
        if len(assertion) > _LONGEST_ASSERTION:
            return None
        try:
            _, unproven = self.extract_assertion(assertion)
            client = self._register.find(unproven.get("sub") if isinstance(unproven.get("sub"), str) else None)
            if client is None or not client.registration.jwks:
                return None
            keys = KeySet.import_key_set(client.registration.jwks)  # type: ignore[arg-type]  # a JWK Set document
            claims = jwt.decode(assertion, keys, algorithms=list(ALGORITHMS)).claims
        except (JoseError, InvalidClientError, ValueError, TypeError, KeyError, RecursionError):
            return None
        return client if self._claims_hold(client.client_id, claims, now) else None

    def _claims_hold(self, client_id: str, claims: dict[str, Any], now: datetime) -> bool:
        audience = claims.get("aud")
        audiences = audience if isinstance(audience, list) else [audience]
        moments = [claims.get(name, 0) for name in ("exp", "iat", "nbf")]
        if not all(isinstance(moment, int | float) and not isinstance(moment, bool) for moment in moments):
            return False
        expires, issued, begins = moments
        seconds, leeway = now.timestamp(), _LEEWAY.total_seconds()
        jti = claims.get("jti")
        if claims.get("iss") != client_id or claims.get("sub") != client_id or not isinstance(jti, str) or not jti:
            return False
        if not any(isinstance(entry, str) and entry in self._audiences for entry in audiences):
            return False
        in_time = seconds - leeway < expires <= seconds + _LONGEST_LIFE.total_seconds()
        if not in_time or issued > seconds + leeway or begins > seconds + leeway:
            return False
        life = datetime.fromtimestamp(expires, UTC) + _LEEWAY - now
        key = hashlib.sha256(json.dumps([client_id, jti]).encode("ascii")).hexdigest()
        return self._expiring.add(_KIND, key, "seen", life)
