"""The OpenID Connect client: Authlib for requests of the code flow, joserfc for the tokens it verifies."""

from __future__ import annotations

import secrets
import ssl
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import httpx
from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from deploy.demo.sampleportal.memory import PortalSession, SignInAttempt
from deploy.demo.sampleportal.settings import CALLBACK_PATH, SCOPES, SIGNED_OUT_PATH, SamplePortalSettings
from shared.clock import Clock
from shared.i18n import current_language

_FORM = "application/x-www-form-urlencoded"
_LEEWAY_SECONDS = 30
_LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"


class SignInFailedError(Exception):
    """The answer of the identity provider does not fit, or it cannot be reached; the text is for the log."""


class RelyingParty:
    """Talks to one identity provider. Its metadata are read at the first use."""

    def __init__(
        self, settings: SamplePortalSettings, clock: Clock, transport: httpx.AsyncBaseTransport | None
    ) -> None:
        self._settings = settings
        self._clock = clock
        trust = ssl.create_default_context(cafile=settings.authority) if settings.authority else True
        self._http: dict[str, Any] = {"transport": transport, "verify": trust, "timeout": 10.0}
        self._metadata: dict[str, Any] | None = None
        self._keys: KeySet | None = None

    @property
    def redirect_uri(self) -> str:
        """Where the answer comes."""
        return self._settings.base_url + CALLBACK_PATH

    async def _ask(self, method: str, address: str, headers: dict[str, str], body: str = "") -> dict[str, Any]:
        """The JSON document that an address of the provider answers with."""
        try:
            async with httpx.AsyncClient(**self._http) as http:
                answer = await http.request(method, address, headers=headers, content=body)
                answer.raise_for_status()
                document = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise SignInFailedError(f"{address} did not answer: {error}") from error
        if not isinstance(document, dict):
            raise SignInFailedError(f"{address} did not answer with an object")
        return document

    async def metadata(self) -> dict[str, Any]:
        """The identity provider's metadata; SignInFailedError when they are another's (Discovery 1.0 section 4.3)."""
        if self._metadata is None:
            found = await self._ask("GET", self._settings.issuer + "/.well-known/openid-configuration", {})
            if found.get("issuer") != self._settings.issuer:
                raise SignInFailedError("the metadata are of another issuer")
            self._metadata = found
        return self._metadata

    async def begin(self, browser: str, population: str) -> tuple[str, str, SignInAttempt]:
        """The address to send a person of `population` to, the `state`, and what to remember for the answer."""
        attempt = SignInAttempt(browser, secrets.token_urlsafe(24), secrets.token_urlsafe(48))
        state = secrets.token_urlsafe(24)
        address = prepare_grant_uri(
            (await self.metadata())["authorization_endpoint"],
            client_id=self._settings.client_id,
            response_type="code",
            redirect_uri=self.redirect_uri,
            scope=" ".join(SCOPES),
            state=state,
            nonce=attempt.nonce,
            code_challenge=create_s256_code_challenge(attempt.verifier),
            code_challenge_method="S256",
            ui_locales=current_language(),
            population=population,
        )
        return address, state, attempt

    async def finish(self, code: str, attempt: SignInAttempt) -> PortalSession:
        """Redeems the code; SignInFailedError when anything does not fit."""
        metadata, endpoint = await self.metadata(), (await self.metadata())["token_endpoint"]
        form = prepare_token_request(
            "authorization_code", code=code, redirect_uri=self.redirect_uri, code_verifier=attempt.verifier
        )
        proof = ClientAuth(self._settings.client_id, self._settings.client_secret, "client_secret_basic")
        _address, headers, body = proof.prepare("POST", endpoint, {"Content-Type": _FORM}, form)
        token = await self._ask("POST", endpoint, dict(headers), body)
        bearer = {"Authorization": f"Bearer {token.get('access_token')}"}
        about = await self._ask("GET", metadata["userinfo_endpoint"], bearer)
        claims = await self._verified(str(token.get("id_token", "")))
        fits = claims.get("nonce") == attempt.nonce and about.get("sub") == claims.get("sub")
        if not fits:
            raise SignInFailedError("nonce or subject differ")
        return PortalSession(claims["sub"], str(claims.get("sid", "")), {**claims, **about}, str(token["id_token"]))

    async def logout_subject(self, logout_token: str) -> tuple[str | None, str | None, str]:
        """What a logout token ends: subject, sid, and its `jti`; SignInFailedError when it is not a good one."""
        claims = await self._verified(logout_token, typ="logout+jwt")
        events, jti = claims.get("events"), claims.get("jti")
        named = claims.get("sub") or claims.get("sid")
        proper = isinstance(events, dict) and _LOGOUT_EVENT in events and "nonce" not in claims
        if not proper or not named or not isinstance(jti, str):
            raise SignInFailedError("not a logout token")
        return claims.get("sub"), claims.get("sid"), jti

    async def end_session_address(self, id_token: str) -> str:
        """Where the person signs out of everything."""
        endpoint = (await self.metadata())["end_session_endpoint"]
        asked = {
            "id_token_hint": id_token,
            "client_id": self._settings.client_id,
            "post_logout_redirect_uri": self._settings.base_url + SIGNED_OUT_PATH,
            "ui_locales": current_language(),
        }
        return f"{endpoint}?{urlencode(asked)}"

    async def _verified(self, token: str, typ: str = "JWT") -> dict[str, Any]:
        for fresh in (False, True):
            if fresh or self._keys is None:
                document = await self._ask("GET", (await self.metadata())["jwks_uri"], {})
                self._keys = KeySet.import_key_set(document)  # type: ignore[arg-type]  # a JWK Set document
            try:
                decoded = jwt.decode(token, self._keys, algorithms=["ES256", "RS256"])
            except (JoseError, ValueError):
                continue
            if decoded.header.get("typ", "JWT") == typ and self._in_order(decoded.claims):
                return dict(decoded.claims)
            break
        raise SignInFailedError("a token does not verify")

    def _in_order(self, claims: dict[str, Any]) -> bool:
        now: datetime = self._clock()
        audience = claims.get("aud")
        for_us = self._settings.client_id in (audience if isinstance(audience, list) else [audience])
        expires, issued = claims.get("exp"), claims.get("iat")
        if not isinstance(expires, int) or not isinstance(issued, int):
            return False
        in_time = issued - _LEEWAY_SECONDS <= now.timestamp() < expires + _LEEWAY_SECONDS
        return claims.get("iss") == self._settings.issuer and for_us and in_time
