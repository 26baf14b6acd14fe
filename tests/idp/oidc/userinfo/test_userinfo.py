"""The UserInfo endpoint (OpenID Connect Core section 5.3, RFC 6750)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from idp.oidc.claims.scopes import claims_of
from idp.policies.population import ClaimRule
from idp.storage.accounts import Account
from tests.conftest import FakeClock
from tests.idp.oidc.world import Browser, World, attempt, population


def bearer(token: str) -> dict[str, str]:
    """The header."""
    return {"Authorization": f"Bearer {token}"}


def test_scopes_decide_what_is_told(signed_in: Browser) -> None:
    """Each scope tells its claims and no other, by header and by form."""
    token = signed_in.tokens(attempt(scope="openid email phone"))["access_token"]
    told = signed_in.http.get("/userinfo", headers=bearer(token)).get_json()
    assert set(told) == {"sub", "email", "email_verified", "phone_number"}
    assert signed_in.http.post("/userinfo", data={"access_token": token}).get_json() == told
    assert signed_in.http.post("/userinfo", headers=bearer(token)).get_json() == told


def test_declared_scopes_need_the_population_s_rule(world: World) -> None:
    """A population's own rule turns a field of the record into a claim, for the scope it names."""
    account: Account = world.account(fields={"passport": "X1234567", "birth_date": "1995-03-23"})
    rule = ClaimRule(scope="identity", claim="document_number", field="username")
    policy = population("student", claims=[rule.model_dump()])
    assert claims_of(account, policy, {"openid", "identity"}) == {"sub": account.account_id, "document_number": "chen"}
    assert claims_of(account, policy, {"openid"}) == {"sub": account.account_id}


@pytest.mark.parametrize(("headers", "status"), [({}, 401), (bearer("unknown"), 401), (bearer(""), 401)])
def test_without_a_good_token_nothing_is_told(signed_in: Browser, headers: dict[str, str], status: int) -> None:
    """A missing or unknown token gets 401 and a challenge."""
    response = signed_in.http.get("/userinfo", headers=headers)
    assert response.status_code == status
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_token_in_the_address_or_twice_is_refused(signed_in: Browser) -> None:
    """A token in the address, or sent in two ways, is refused."""
    token = signed_in.tokens()["access_token"]
    assert signed_in.http.get(f"/userinfo?access_token={token}").status_code == 400
    both = signed_in.http.post("/userinfo", data={"access_token": token}, headers=bearer(token))
    assert both.status_code == 400


def test_refresh_token_is_no_access_token(signed_in: Browser) -> None:
    """Kinds of tokens are told apart."""
    tokens = signed_in.tokens()
    assert signed_in.http.get("/userinfo", headers=bearer(tokens["refresh_token"])).status_code == 401
    assert signed_in.http.get("/userinfo", headers=bearer(tokens["id_token"])).status_code == 401


def test_token_expires(signed_in: Browser, clock: FakeClock) -> None:
    """Ten minutes later the access token is over."""
    token = signed_in.tokens()["access_token"]
    clock.now += timedelta(minutes=10)
    response = signed_in.http.get("/userinfo", headers=bearer(token))
    assert (response.status_code, response.get_json()["error"]) == (401, "invalid_token")


def test_disabled_account_is_told_nothing_about(world: World) -> None:
    """From the moment of suspension the token is worth nothing, and the session is over."""
    browser, account = world.browser(), world.account()
    browser.sign_in(account)
    token = browser.tokens()["access_token"]
    world.disable(account)
    assert browser.http.get("/userinfo", headers=bearer(token)).status_code == 401
    assert browser.get(attempt().address).headers["Location"].startswith("/journey/")
