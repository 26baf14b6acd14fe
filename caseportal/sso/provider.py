"""Speaks HTTP to the identity provider: discovery, keys, token, userinfo. Nothing is sent to any other host."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import urlencode

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from caseportal.sso.tokens import Expected, TokenError, UnknownKeyError
from shared.clock import Clock

T = TypeVar("T")

_METADATA_AGE = timedelta(hours=1)
_KEYS_AGE = timedelta(minutes=15)
_KEYS_PAUSE = timedelta(seconds=30)
"""Unknown key names make us fetch again, but not more often than this."""
_SECONDS = 10.0


class ProviderUnavailableError(Exception):
    """The identity provider does not answer, or not sensibly; the text is for the log."""


class ProviderRefusedError(Exception):
    """The identity provider refused what we sent; the text is its error code, for the log."""


@dataclass(frozen=True)
class Tokens:
    """What the token endpoint gave."""

    id_token: str
    access_token: str


class Provider:
    """The identity provider as this portal knows it. Discovery and keys are fetched when first needed and kept."""

    def __init__(self, issuer: str, client_id: str, client_secret: str, http: httpx.AsyncClient, clock: Clock) -> None:
        self.issuer = issuer
        self.client_id = client_id
        self._secret = client_secret
        self._http = http
        self._clock = clock
        self._lock = asyncio.Lock()
        self._metadata: tuple[datetime, Mapping[str, Any]] | None = None
        self._keys: tuple[datetime, KeySet] | None = None

    async def metadata(self) -> Mapping[str, Any]:
        """The discovery document (OpenID Connect Discovery 4)."""
        async with self._lock:
            now = self._clock()
            if self._metadata is None or now - self._metadata[0] > _METADATA_AGE:
                document = await self._json("GET", f"{self.issuer}/.well-known/openid-configuration")
                if document.get("issuer") != self.issuer:
                    raise ProviderUnavailableError("the discovery document names another issuer")
                self._metadata = (now, document)
            return self._metadata[1]

    async def _endpoint(self, name: str) -> str:
        address = (await self.metadata()).get(name)
        if not isinstance(address, str):
            raise ProviderUnavailableError(f"the discovery document has no {name}")
        return address

    async def authorization_url(self, parameters: Mapping[str, str]) -> str:
        """Where to send the browser for a sign-in."""
        endpoint = await self._endpoint("authorization_endpoint")
        return f"{endpoint}?{urlencode({'client_id': self.client_id, **parameters})}"

    async def end_session_url(self, parameters: Mapping[str, str]) -> str:
        """Where to send the browser for a sign-out (OpenID Connect RP-Initiated Logout 2)."""
        endpoint = await self._endpoint("end_session_endpoint")
        return f"{endpoint}?{urlencode({'client_id': self.client_id, **parameters})}"

    async def redeem(self, code: str, verifier: str, redirect_uri: str) -> Tokens:
        """Tokens for an authorization code (OpenID Connect Core 3.1.3, RFC 7636)."""
        answer = await self._json(
            "POST",
            await self._endpoint("token_endpoint"),
            data={
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": redirect_uri,
                "code_verifier": verifier,
            },
            auth=httpx.BasicAuth(self.client_id, self._secret),
        )
        id_token, access_token = answer.get("id_token"), answer.get("access_token")
        if not isinstance(id_token, str) or not isinstance(access_token, str):
            raise ProviderUnavailableError("the token response lacks a token")
        return Tokens(id_token, access_token)

    async def userinfo(self, access_token: str, subject: str) -> Mapping[str, Any]:
        """Claims about the person; they must be about `subject` (OpenID Connect Core 5.3.2)."""
        endpoint = await self._endpoint("userinfo_endpoint")
        claims = await self._json("GET", endpoint, headers={"Authorization": f"Bearer {access_token}"})
        if claims.get("sub") != subject:
            raise TokenError("userinfo is about another person")
        return claims

    async def verified(self, check: Callable[[KeySet, Expected], T]) -> T:
        """What `check` makes of the present keys; once more with fresh ones if it does not know the key's name."""
        expected = Expected(self.issuer, self.client_id, self._clock())
        try:
            return check(await self._key_set(_KEYS_AGE), expected)
        except UnknownKeyError:
            return check(await self._key_set(_KEYS_PAUSE), expected)

    async def _key_set(self, at_most: timedelta) -> KeySet:
        address = await self._endpoint("jwks_uri")
        async with self._lock:
            now = self._clock()
            if self._keys is None or now - self._keys[0] > at_most:
                document = await self._json("GET", address)
                try:
                    self._keys = (now, KeySet.import_key_set(dict(document)))  # type: ignore[arg-type]  # checked by joserfc itself
                except (JoseError, ValueError, KeyError, TypeError) as error:
                    raise ProviderUnavailableError("the keys cannot be read") from error
            return self._keys[1]

    async def close(self) -> None:
        """Closes the connections to the identity provider."""
        await self._http.aclose()

    async def _json(self, method: str, url: str, **arguments: Any) -> Mapping[str, Any]:
        try:
            response = await self._http.request(method, url, timeout=_SECONDS, follow_redirects=False, **arguments)
            document = response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise ProviderUnavailableError(f"{type(error).__name__} from the identity provider") from error
        if not isinstance(document, dict):
            raise ProviderUnavailableError("the identity provider sent something else than an object")
        if 400 <= response.status_code < 500:
            raise ProviderRefusedError(str(document.get("error", response.status_code))[:80])
        if response.status_code != 200:
            raise ProviderUnavailableError(f"the identity provider answered {response.status_code}")
        return document
