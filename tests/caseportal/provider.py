"""A small identity provider for the tests of the portal: real signatures, no pages. It answers over httpx's own transport."""

import base64
import hashlib
import json
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey

ISSUER = "http://localhost:8400"
CLIENT = "caseportal"
SECRET = "a-secret-of-the-tests"


class SmallProvider:
    """Signs in whoever `person` says. Each answer can be spoilt by a test through `spoil`, a change of the ID token."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.use_key("k1")
        self.person: dict[str, Any] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.spoil: dict[str, Any] = {}
        self.down = False

    def use_key(self, kid: str) -> None:
        """Signs with a new key of that name from now on; only that one is published."""
        self.key = ECKey.generate_key("P-256", {"kid": kid, "use": "sig", "alg": "ES256"})

    def http(self) -> httpx.AsyncClient:
        """A client that reaches this provider and nothing else."""
        return httpx.AsyncClient(transport=httpx.MockTransport(self._answer))

    def sign(self, claims: dict[str, Any], typ: str = "JWT") -> str:
        """A token with those claims."""
        header = {"alg": "ES256", "kid": str(self.key.kid), "typ": typ}
        return jwt.encode(header, claims, self.key, algorithms=["ES256"])

    def authorize(self, location: str) -> str:
        """What a browser that signs in brings back: the path and query of the callback."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return f"/sso/callback?code={code}&state={asked['state']}&iss={ISSUER}"

    def logout_token(self, **changes: Any) -> str:
        """A logout token for the person, with changes."""
        claims = {
            "iss": ISSUER,
            "aud": CLIENT,
            "iat": int(self.now.timestamp()),
            "exp": int((self.now + timedelta(minutes=2)).timestamp()),
            "jti": "logout-1",
            "sub": self.person["sub"],
            "sid": "op-session-1",
            "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
            **changes,
        }
        return self.sign({name: value for name, value in claims.items() if value is not None}, "logout+jwt")

    def _answer(self, request: httpx.Request) -> httpx.Response:
        if self.down:
            raise httpx.ConnectError("the provider is down")
        match request.url.path:
            case "/.well-known/openid-configuration":
                names = ("authorization", "token", "userinfo", "end_session")
                endpoints = {f"{name}_endpoint": f"{ISSUER}/{name}" for name in names}
                return httpx.Response(200, json={"issuer": ISSUER, "jwks_uri": f"{ISSUER}/jwks", **endpoints})
            case "/jwks":
                return httpx.Response(200, json={"keys": [self.key.as_dict(private=False)]})
            case "/token":
                return self._token(request)
            case "/userinfo":
                return httpx.Response(200, json=self.person)
            case _:
                return httpx.Response(404, json={"error": "not_found"})

    def _token(self, request: httpx.Request) -> httpx.Response:
        posted = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
        asked = self.codes.pop(posted["code"], None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(posted["code_verifier"].encode()).digest()).rstrip(b"=")
        if asked is None or asked["code_challenge"] != challenge.decode():
            return httpx.Response(400, json={"error": "invalid_grant"})
        claims = {
            "iss": ISSUER,
            "aud": CLIENT,
            "sub": self.person["sub"],
            "sid": "op-session-1",
            "nonce": asked["nonce"],
            "iat": int(self.now.timestamp()),
            "exp": int((self.now + timedelta(minutes=5)).timestamp()),
            "population": self.person["population"],
            **self.spoil,
        }
        kept = {name: value for name, value in claims.items() if value is not None}
        return httpx.Response(
            200, content=json.dumps({"id_token": self.sign(kept), "access_token": "at", "token_type": "Bearer"})
        )
