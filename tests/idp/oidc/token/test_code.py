"""The authorization code at the token endpoint (RFC 6749 section 4.1.3, RFC 7636, RFC 9700)."""

from __future__ import annotations

import base64
import json

import pytest

from tests.conftest import FakeClock
from tests.idp.oidc.world import Browser, World, answer_of, attempt, basic, client, decoded, introspect, redeem


def test_id_token_tells_what_happened(signed_in: Browser, clock: FakeClock) -> None:
    """Every claim of the ID token is what the sign-in was, and its signature holds by the published keys."""
    tokens = signed_in.tokens()
    claims = decoded(signed_in.http, tokens["id_token"])
    now = int(clock().timestamp())
    assert claims["iss"] == "http://localhost:8400"
    assert claims["aud"] == "portal"
    assert (claims["iat"], claims["exp"], claims["auth_time"]) == (now, now + 600, now)
    assert claims["nonce"] == "the-nonce"
    assert claims["acr"] == "urn:gatehouse:level:1"
    assert claims["amr"] == ["pwd"]
    assert claims["sid"]
    assert claims["at_hash"]
    assert "email" not in claims


def test_code_works_once_and_second_use_revokes(signed_in: Browser) -> None:
    """Using a code again gives nothing and takes away what the first use got."""
    asked = attempt()
    code = signed_in.code(asked)
    tokens = redeem(signed_in.http, asked, code).get_json()
    assert introspect(signed_in.http, tokens["access_token"])["active"]
    again = redeem(signed_in.http, asked, code)
    assert (again.status_code, again.get_json()["error"]) == (400, "invalid_grant")
    assert introspect(signed_in.http, tokens["access_token"]) == {"active": False}
    assert introspect(signed_in.http, tokens["refresh_token"]) == {"active": False}


def test_code_dies_after_a_minute(signed_in: Browser, clock: FakeClock) -> None:
    """Sixty seconds later a code is worth nothing."""
    asked = attempt()
    code = signed_in.code(asked)
    clock.advance(seconds=60)
    assert redeem(signed_in.http, asked, code).get_json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_verifier": "w" * 43}, "invalid_grant"),
        ({"code_verifier": ""}, "invalid_request"),
        ({"code_verifier": "short"}, "invalid_request"),
        ({"redirect_uri": "https://portal.example/other"}, "invalid_grant"),
        ({"redirect_uri": ""}, "invalid_grant"),
        ({"code": "no-such-code"}, "invalid_grant"),
        ({"code": ""}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": ""}, "invalid_request"),
    ],
)
def test_what_does_not_fit_is_refused(signed_in: Browser, changes: dict[str, str], error: str) -> None:
    """A wrong verifier, address or code gives no token, and the right one still does."""
    asked = attempt()
    code = signed_in.code(asked)
    response = redeem(signed_in.http, asked, code, **changes)
    assert (response.status_code, response.get_json()["error"]) == (400, error)
    assert response.headers["Cache-Control"] == "no-store"
    assert redeem(signed_in.http, asked, code).status_code == 200


def test_code_of_another_client_is_worth_nothing(world: World, signed_in: Browser) -> None:
    """A code belongs to the client it was given to."""
    world.register(client("thief"))
    asked = attempt()
    code = signed_in.code(asked)
    form = {"grant_type": "authorization_code", "code": code, "code_verifier": asked.verifier}
    form["redirect_uri"] = asked.parameters["redirect_uri"]
    response = signed_in.http.post("/token", data=form, headers=basic("thief"))
    assert response.get_json()["error"] == "invalid_grant"


def test_verifier_without_challenge_is_refused(world: World, signed_in: Browser) -> None:
    """A client without PKCE that sends a verifier is being attacked (RFC 9700 section 2.1.1)."""
    world.register(client("old", pkce_required=False))
    asked = attempt("old", code_challenge=None, code_challenge_method=None)
    code = signed_in.code(asked)
    assert redeem(signed_in.http, asked, code).get_json()["error"] == "invalid_request"
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": asked.parameters["redirect_uri"]}
    assert signed_in.http.post("/token", data=form, headers=basic("old")).status_code == 200


def test_parameters_in_the_address_are_refused(signed_in: Browser) -> None:
    """Nothing is taken from the address of the token endpoint."""
    asked = attempt()
    code = signed_in.code(asked)
    form = {"code": code, "redirect_uri": asked.parameters["redirect_uri"], "code_verifier": asked.verifier}
    response = signed_in.http.post("/token?grant_type=authorization_code", data=form, headers=basic())
    assert (response.status_code, response.get_json()["error"]) == (400, "invalid_request")


def test_repeated_parameters_are_refused(signed_in: Browser) -> None:
    """No parameter may come twice at the token endpoint either."""
    body = "grant_type=client_credentials&grant_type=client_credentials"
    kind = "application/x-www-form-urlencoded"
    response = signed_in.http.post("/token", data=body, content_type=kind, headers=basic())
    assert response.get_json()["error"] == "invalid_request"


def test_json_is_refused(signed_in: Browser) -> None:
    """The token endpoint takes forms only."""
    response = signed_in.http.post("/token", json={"grant_type": "client_credentials"}, headers=basic())
    assert response.get_json()["error"] == "invalid_request"


def test_two_tokens_in_one_second_both_work(signed_in: Browser) -> None:
    """The same person at the same client within a second gets two tokens that work."""
    first, second = signed_in.tokens(), signed_in.tokens()
    assert introspect(signed_in.http, first["access_token"])["active"]
    assert introspect(signed_in.http, second["access_token"])["active"]


def test_rs256_for_a_client_that_asks(world: World, signed_in: Browser) -> None:
    """The algorithm is the client's; the header always names the key."""
    world.register(client("rsa", id_token_signed_response_alg="RS256"))
    tokens = signed_in.tokens(attempt("rsa"))
    header = tokens["id_token"].split(".")[0]
    read = json.loads(base64.urlsafe_b64decode(header + "=" * (-len(header) % 4)))
    assert read["alg"] == "RS256"
    assert read["kid"]
    assert decoded(signed_in.http, tokens["id_token"])["aud"] == "rsa"


def test_population_claims_stand_in_the_id_token(signed_in: Browser) -> None:
    """A portal that asks for the population learns it with the sign-in itself."""
    tokens = signed_in.tokens(attempt(scope="openid population"))
    claims = decoded(signed_in.http, tokens["id_token"])
    assert claims["population"] == "student"
    assert claims["roles"] == ["officer"]


def test_disabled_account_gets_no_token(world: World) -> None:
    """An account suspended between code and token gets nothing."""
    browser, account = world.browser(), world.account()
    browser.sign_in(account)
    asked = attempt()
    code = browser.code(asked)
    world.disable(account)
    assert redeem(browser.http, asked, code).get_json()["error"] == "invalid_grant"


def test_code_of_an_ended_session_gets_no_token(world: World) -> None:
    """Signing out before the code is redeemed makes it worthless."""
    browser, account = world.browser(), world.account()
    browser.sign_in(account)
    asked = attempt()
    code = browser.code(asked)
    with world.database.begin() as connection:
        world.sessions.end_all(connection, account.account_id, world.clock())
    assert redeem(browser.http, asked, code).get_json()["error"] == "invalid_grant"


def test_unregistered_scope_is_left_out(world: World, signed_in: Browser) -> None:
    """A client gets only the scopes it is registered for, and is told which."""
    world.register(client("narrow", scopes=("openid",)))
    asked = attempt("narrow", scope="openid email identity")
    answer = answer_of(signed_in.get(asked.address))
    assert redeem(signed_in.http, asked, answer["code"]).get_json()["scope"] == "openid"
