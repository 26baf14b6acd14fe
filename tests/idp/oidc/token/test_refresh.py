"""Refresh tokens: rotation, reuse, truth (RFC 6749 section 6, RFC 9700 section 4.14.2, Core section 12)."""

from __future__ import annotations

from tests.conftest import FakeClock
from tests.idp.oidc.world import Browser, World, attempt, client, decoded, introspect, refresh


def test_refresh_rotates_and_tells_the_truth(signed_in: Browser, clock: FakeClock) -> None:
    """A refresh gives new tokens whose claims are those of the sign-in, not of the refresh."""
    first = signed_in.tokens()
    clock.advance(minutes=9)
    second = refresh(signed_in.http, first["refresh_token"]).get_json()
    before, after = decoded(signed_in.http, first["id_token"]), decoded(signed_in.http, second["id_token"])
    assert second["refresh_token"] != first["refresh_token"]
    for claim in ("iss", "sub", "aud", "auth_time", "acr", "amr", "sid"):
        assert after[claim] == before[claim]
    assert after["iat"] == before["iat"] + 540
    assert after["at_hash"] != before["at_hash"]
    assert "nonce" not in after


def test_reuse_kills_the_family_for_good(world: World, signed_in: Browser) -> None:
    """An old refresh token ends every token of its family, also for a process started later."""
    first = signed_in.tokens()
    second = refresh(signed_in.http, first["refresh_token"]).get_json()
    assert refresh(signed_in.http, first["refresh_token"]).get_json()["error"] == "invalid_grant"
    restarted = world.build()[0].test_client()
    assert refresh(restarted, second["refresh_token"]).get_json()["error"] == "invalid_grant"
    assert introspect(restarted, second["access_token"]) == {"active": False}


def test_another_client_cannot_use_it(world: World, signed_in: Browser) -> None:
    """A refresh token belongs to its client; a stranger's try does not use it up."""
    world.register(client("thief"))
    tokens = signed_in.tokens()
    assert refresh(signed_in.http, tokens["refresh_token"], "thief").get_json()["error"] == "invalid_grant"
    assert refresh(signed_in.http, tokens["refresh_token"]).status_code == 200


def test_scope_can_only_shrink(signed_in: Browser) -> None:
    """Asking for more is refused and uses nothing up; asking for less is given."""
    tokens = signed_in.tokens()
    wider = refresh(signed_in.http, tokens["refresh_token"], scope="openid phone")
    assert wider.get_json()["error"] == "invalid_scope"
    less = refresh(signed_in.http, tokens["refresh_token"], scope="openid").get_json()
    assert less["scope"] == "openid"


def test_family_has_an_absolute_end(signed_in: Browser, clock: FakeClock) -> None:
    """However often it was refreshed, a family is over a day after the sign-in."""
    token = signed_in.tokens()["refresh_token"]
    clock.advance(hours=23)
    token = refresh(signed_in.http, token).get_json()["refresh_token"]
    clock.advance(hours=1)
    assert refresh(signed_in.http, token).get_json()["error"] == "invalid_grant"


def test_disabled_account_cannot_refresh(world: World) -> None:
    """A suspended account is out at once."""
    browser, account = world.browser(), world.account()
    browser.sign_in(account)
    tokens = browser.tokens()
    world.disable(account)
    assert refresh(browser.http, tokens["refresh_token"]).get_json()["error"] == "invalid_grant"


def test_signing_out_ends_refreshing(world: World) -> None:
    """The end of the session is the end of what it gave."""
    browser, account = world.browser(), world.account()
    browser.sign_in(account)
    tokens = browser.tokens()
    with world.database.begin() as connection:
        world.sessions.end_all(connection, account.account_id, world.clock())
    assert refresh(browser.http, tokens["refresh_token"]).get_json()["error"] == "invalid_grant"
    assert introspect(browser.http, tokens["access_token"]) == {"active": False}


def test_client_without_the_grant_gets_no_refresh_token(world: World, signed_in: Browser) -> None:
    """A client that is not registered for refreshing gets no refresh token."""
    world.register(client("once", grant_types=("authorization_code",)))
    assert "refresh_token" not in signed_in.tokens(attempt("once"))
