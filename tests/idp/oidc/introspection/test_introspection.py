"""Introspection (RFC 7662)."""

from __future__ import annotations

from tests.idp.oidc.world import Browser, World, attempt, basic, client, introspect


def test_own_tokens_are_described(signed_in: Browser) -> None:
    """A client learns all about its own access and refresh tokens."""
    tokens = signed_in.tokens()
    access = introspect(signed_in.http, tokens["access_token"])
    assert access["token_type"] == "Bearer"
    assert access["exp"] - access["iat"] == 600
    assert access["acr"] == "urn:gatehouse:level:1"
    assert introspect(signed_in.http, tokens["refresh_token"])["token_type"] == "refresh_token"


def test_others_learn_nothing(world: World, signed_in: Browser) -> None:
    """Another client, an unknown token, a token of a suspended person: not active, and nothing else."""
    world.register(client("other"))
    token = signed_in.tokens()["access_token"]
    assert introspect(signed_in.http, token, "other") == {"active": False}
    assert introspect(signed_in.http, "unknown") == {"active": False}


def test_disabled_account_is_inactive_at_once(world: World) -> None:
    """The next answer after suspension is: not active."""
    browser, account = world.browser(), world.account()
    browser.sign_in(account)
    tokens = browser.tokens()
    world.disable(account)
    assert introspect(browser.http, tokens["access_token"]) == {"active": False}
    assert introspect(browser.http, tokens["refresh_token"]) == {"active": False}


def test_public_clients_and_strangers_may_not_ask(world: World, signed_in: Browser) -> None:
    """Who cannot prove itself is not answered."""
    world.register(client("app", token_endpoint_auth_method="none"))
    form = {"token": signed_in.tokens()["access_token"], "client_id": "app"}
    assert signed_in.http.post("/introspect", data=form).status_code == 401
    form.pop("client_id")
    assert signed_in.http.post("/introspect", data=form, headers=basic("portal", "wrong")).status_code == 401


def test_a_hint_that_means_nothing_is_passed_over(signed_in: Browser) -> None:
    """An unknown hint does not disturb (section 2.1)."""
    form = {"token": signed_in.tokens(attempt())["access_token"], "token_type_hint": "magic"}
    assert signed_in.http.post("/introspect", data=form, headers=basic()).get_json()["active"]
