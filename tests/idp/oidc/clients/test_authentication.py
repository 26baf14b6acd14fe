"""How clients prove who they are (RFC 6749 section 2.3, RFC 7523, OpenID Connect Core section 9)."""

from __future__ import annotations

import base64
import hmac
import json
import logging
from typing import Any

import pytest
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from werkzeug.test import TestResponse

from idp.oidc.clients.assertion import ClientAssertion
from tests.conftest import FakeClock
from tests.idp.oidc.world import CALLBACK, ISSUER, SECRET, Browser, World, attempt, basic, client

KEY = ECKey.generate_key("P-256", {"kid": "k1"})
GRANTS = ("authorization_code", "refresh_token", "client_credentials")


@pytest.fixture
def http(world: World) -> FlaskClient:
    """A machine, and clients of each way of proving oneself."""
    jwks = {"keys": [KEY.as_dict(private=False)]}
    world.register(client("basic", grant_types=GRANTS))
    world.register(client("post", grant_types=GRANTS, token_endpoint_auth_method="client_secret_post"))
    world.register(client("signer", grant_types=GRANTS, token_endpoint_auth_method="private_key_jwt", jwks=jwks))
    world.register(client("app", token_endpoint_auth_method="none"))
    return world.app.test_client()


def ask(http: FlaskClient, headers: dict[str, str] | None = None, **form: str) -> TestResponse:
    """Asks for a token of the client's own."""
    return http.post("/token", data={"grant_type": "client_credentials", **form}, headers=headers or {})


def assertion(clock: FakeClock, key: Any = KEY, alg: str = "ES256", **changes: Any) -> dict[str, str]:
    """A form with a client assertion; a change to None leaves a claim out."""
    now = int(clock().timestamp())
    claims = {"iss": "signer", "sub": "signer", "aud": ISSUER, "iat": now, "exp": now + 60, "jti": "one"} | changes
    given = {name: value for name, value in claims.items() if value is not None}
    token = jwt.encode({"alg": alg, "kid": "k1"}, given, key, algorithms=[alg])
    return {"client_assertion_type": ClientAssertion.CLIENT_ASSERTION_TYPE, "client_assertion": token}


def _b64(header: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(header).encode()).rstrip(b"=").decode()


def test_registered_ways_work(http: FlaskClient, clock: FakeClock) -> None:
    """Each client gets its token by the way it is registered for."""
    assert ask(http, basic("basic")).status_code == 200
    assert ask(http, client_id="post", client_secret=SECRET).status_code == 200
    assert ask(http, **assertion(clock)).status_code == 200


@pytest.mark.parametrize(
    ("headers", "form"),
    [
        (basic("basic", "wrong"), {}),
        (basic("nobody"), {}),
        (basic("post"), {}),
        (basic("app", ""), {}),
        ({"Authorization": "Basic %%%"}, {}),
        ({"Authorization": "Basic //79"}, {}),
        ({"Authorization": "Digest abc"}, {}),
        ({}, {"client_id": "post", "client_secret": "wrong"}),
        ({}, {"client_id": "basic", "client_secret": SECRET}),
        ({}, {"client_id": "basic"}),
        ({}, {"client_id": "app"}),
        ({}, {"client_assertion_type": "other", "client_assertion": "x"}),
        ({}, {"client_assertion_type": ClientAssertion.CLIENT_ASSERTION_TYPE, "client_assertion": "a.b.c"}),
        ({}, {}),
    ],
)
def test_every_failure_gets_the_same_answer(http: FlaskClient, headers: dict[str, str], form: dict[str, str]) -> None:
    """Unknown client, wrong secret, wrong way: the same status, words and header."""
    response = ask(http, headers, **form)
    assert response.status_code == 401
    assert response.get_json() == {"error": "invalid_client", "error_description": "client authentication failed"}
    assert response.headers["WWW-Authenticate"].startswith("Basic ")


def test_two_ways_at_once_are_refused(http: FlaskClient) -> None:
    """A request must not try two ways (RFC 6749 section 2.3)."""
    response = ask(http, basic("basic"), client_id="basic", client_secret=SECRET)
    assert (response.status_code, response.get_json()["error"]) == (400, "invalid_request")


def test_secret_is_decoded_as_a_form(world: World) -> None:
    """Basic credentials are form-encoded first: a plus is a space, a percent sign begins a byte."""
    world.register(client("odd", grant_types=GRANTS), secret="a secret+with %: odd characters inside")
    header = basic("odd", "a+secret%2Bwith+%25%3A+odd+characters+inside")
    assert ask(world.app.test_client(), header).status_code == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "other"},
        {"sub": "other"},
        {"sub": ["signer"]},
        {"aud": "https://elsewhere.example"},
        {"aud": None},
        {"exp": None},
        {"exp": "soon"},
        {"exp": 1},
        {"exp": 99_999_999_999},
        {"jti": None},
        {"jti": 7},
    ],
)
def test_assertion_with_wrong_claims_is_refused(http: FlaskClient, clock: FakeClock, changes: dict[str, Any]) -> None:
    """An assertion speaks for its client, to us, for a short time, under a name of its own."""
    assert ask(http, **assertion(clock, **changes)).status_code == 401


@pytest.mark.parametrize(("seconds", "status"), [(10, 200), (61, 401)])
def test_assertion_from_a_clock_that_is_ahead(http: FlaskClient, clock: FakeClock, seconds: int, status: int) -> None:
    """Ten seconds ahead are accepted, over sixty refused."""
    ahead = int(clock().timestamp()) + seconds
    assert ask(http, **assertion(clock, iat=ahead, nbf=ahead, exp=ahead + 60)).status_code == status


def test_assertion_works_once(http: FlaskClient, world: World, clock: FakeClock) -> None:
    """The same assertion again is refused, also by another process."""
    form = assertion(clock)
    assert ask(http, **form).status_code == 200
    assert ask(world.build()[0].test_client(), **form).status_code == 401


def test_foreign_keys_and_algorithms_are_refused(http: FlaskClient, clock: FakeClock) -> None:
    """Another key, an HMAC with the public key, no signature, a key in the header: none of them proves anything."""
    other = ECKey.generate_key("P-256", {"kid": "k1"})
    assert ask(http, **assertion(clock, other)).status_code == 401
    assert ask(http, **assertion(clock, RSAKey.generate_key(2048, {"kid": "k1"}), "RS256")).status_code == 401
    good = assertion(clock, jti="two")
    _header, payload, signature = good["client_assertion"].split(".")
    unsigned = f"{_b64({'alg': 'none'})}.{payload}."
    assert ask(http, **good | {"client_assertion": unsigned}).status_code == 401
    forged = f"{_b64({'alg': 'HS256', 'kid': 'k1'})}.{payload}"
    digest = hmac.new(KEY.as_pem(private=False), forged.encode(), "sha256").digest()
    mac = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    assert ask(http, **good | {"client_assertion": f"{forged}.{mac}"}).status_code == 401
    own = {"alg": "ES256", "jwk": other.as_dict(private=False)}
    brought = jwt.encode(own, json.loads(base64.urlsafe_b64decode(payload + "==")), other, algorithms=["ES256"])
    assert ask(http, **good | {"client_assertion": brought}).status_code == 401
    critical = f"{_b64({'alg': 'ES256', 'kid': 'k1', 'crit': ['x'], 'x': 1})}.{payload}.{signature}"
    assert ask(http, **good | {"client_assertion": critical}).status_code == 401
    assert ask(http, **good).status_code == 200


def test_public_client_proves_itself_by_pkce(world: World, http: FlaskClient) -> None:
    """A client without credentials gets tokens for its code and its verifier."""
    browser = world.browser()
    browser.sign_in(world.account())
    asked = attempt("app")
    form = {"grant_type": "authorization_code", "client_id": "app", "redirect_uri": CALLBACK}
    form |= {"code": browser.code(asked), "code_verifier": asked.verifier}
    assert http.post("/token", data=form).status_code == 200


def test_own_token_speaks_of_nobody(http: FlaskClient, signed_in: Browser) -> None:
    """A client's own token has no personal scope, no refresh token and no ID token."""
    token = ask(http, basic("basic"), scope="openid profile email").get_json()
    assert set(token) == {"token_type", "access_token", "expires_in"}
    header = {"Authorization": f"Bearer {token['access_token']}"}
    assert http.get("/userinfo", headers=header).status_code == 403


def test_grant_must_be_registered(world: World) -> None:
    """A client cannot use a grant it is not registered for."""
    response = ask(world.app.test_client(), basic("portal"))
    assert (response.status_code, response.get_json()["error"]) == (400, "unauthorized_client")


def test_every_algorithm_of_the_metadata_works(world: World, clock: FakeClock) -> None:
    """RS256 and PS256 assertions are verified, not only Authlib's default algorithms."""
    key = RSAKey.generate_key(2048, {"kid": "k1"})
    jwks = {"keys": [key.as_dict(private=False)]}
    world.register(client("signer", grant_types=GRANTS, token_endpoint_auth_method="private_key_jwt", jwks=jwks))
    http = world.app.test_client()
    for number, alg in enumerate(("RS256", "PS256")):
        assert ask(http, **assertion(clock, key, alg, jti=str(number))).status_code == 200


@pytest.mark.parametrize("endpoint", ["/introspect", "/revoke"])
def test_other_endpoints_take_the_same_ways(http: FlaskClient, clock: FakeClock, endpoint: str) -> None:
    """Introspection and revocation authenticate clients just as the token endpoint does."""
    post = {"client_id": "post", "client_secret": SECRET}
    assert http.post(endpoint, data={"token": "x", **post}).status_code == 200
    assert http.post(endpoint, data={"token": "x", **assertion(clock)}).status_code == 200


def test_tokens_stay_out_of_the_log(signed_in: Browser, caplog: pytest.LogCaptureFixture) -> None:
    """Even when everything else is logged in detail, no token and no code is."""
    with caplog.at_level(logging.DEBUG):
        tokens = signed_in.tokens()
    for secret in (tokens["access_token"], tokens["refresh_token"], tokens["id_token"], SECRET):
        assert secret not in caplog.text
