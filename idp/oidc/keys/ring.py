"""The keys as requests use them: cached, one signer for each algorithm, the published set as a document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey
from sqlalchemy import Connection, Engine

from idp.oidc.caching import RECHECK_SECONDS, Versioned
from idp.oidc.keys.model import KeyState, SigningKey
from idp.oidc.keys.store import KEYS_VERSION, load_all
from shared.sealing import Sealer

_LONGEST_TOKEN = 16_384
"""Characters; a longer token is refused before it is parsed."""


@dataclass(frozen=True)
class _Held:
    keys: tuple[SigningKey, ...]
    active: dict[str, SigningKey]
    by_kid: dict[str, SigningKey]


class KeyRing:
    """Signs with the one active key of an algorithm, and verifies what this provider has signed."""

    def __init__(self, engine: Engine, sealer: Sealer, recheck: float = RECHECK_SECONDS) -> None:
        self._sealer = sealer
        self._cache = Versioned(engine, KEYS_VERSION, self._load, recheck)

    def _load(self, connection: Connection) -> _Held:
        keys = tuple(load_all(connection, self._sealer))
        active = {key.algorithm: key for key in keys if key.state is KeyState.ACTIVE}
        return _Held(keys, active, {key.kid: key for key in keys})

    def sign(self, claims: dict[str, Any], algorithm: str, typ: str = "JWT") -> str:
        """The claims as a compact JWS by the active key of the algorithm, `kid` and `typ` in its header."""
        key = self._cache.get().active[algorithm]
        header = {"alg": algorithm, "kid": key.kid, "typ": typ}
        return jwt.encode(header, claims, key.private, algorithms=[algorithm])

    def verify(self, token: str, typ: str = "JWT") -> dict[str, Any] | None:
        """The claims of a token that one of our keys signed, or None. Expiry is the caller's to judge.

        The key is found by `kid` among our own and used with its own algorithm only; a key that the header brings along
        is never looked at.
        """
        if len(token) > _LONGEST_TOKEN:
            return None
        try:
            decoded = jwt.decode(token, self._key_for, algorithms=["ES256", "RS256"])
        except (JoseError, ValueError, KeyError, TypeError, RecursionError):
            return None
        if decoded.header.get("typ", "JWT") != typ:
            return None
        return dict(decoded.claims)

    def _key_for(self, guest: Any) -> ECKey | RSAKey:
        header = guest.headers()
        key = self._cache.get().by_kid[header["kid"]]
        if key.algorithm != header["alg"]:
            raise KeyError("the key is not for this algorithm")
        return key.private

    def published(self, now: datetime) -> dict[str, Any]:
        """The key set document (RFC 7517): active, next, and retired keys within their overlap."""
        return {"keys": [key.public_jwk() for key in self._cache.get().keys if key.published(now)]}

    def listed(self) -> tuple[SigningKey, ...]:
        """Every key, the newest first."""
        return self._cache.get().keys

    def forget(self) -> None:
        """Reads the keys anew at the next request of this process."""
        self._cache.forget()
