"""What happens to people when an operator takes a population away, or a portal stops admitting it."""

from __future__ import annotations

import pytest

from idp.policies import Populations
from tests.idp.oidc.world import Browser, World, attempt, client, introspect, population, redeem, refresh


@pytest.fixture
def person(world: World) -> Browser:
    """Somebody signed in."""
    browser = world.browser()
    browser.sign_in(world.account())
    return browser


def test_nothing_is_left_of_a_population_that_is_gone(world: World, person: Browser) -> None:
    """Codes, tokens and the session of its people are refused with words, at every endpoint."""
    asked = attempt()
    tokens, code = person.tokens(), person.code(asked)
    world.populations = Populations([population("agency"), population("staff")])
    world.sessions = type(world.sessions)(world.sealer, world.populations)
    http = world.browser(world.build()[0]).http
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert http.get("/userinfo", headers=bearer).status_code == 401
    assert introspect(http, tokens["access_token"]) == {"active": False}
    assert redeem(http, asked, code).get_json()["error"] == "invalid_grant"
    assert refresh(http, tokens["refresh_token"]).get_json()["error"] == "invalid_grant"


def test_a_portal_that_admits_somebody_no_more_refreshes_for_them_no_more(world: World, person: Browser) -> None:
    """What a registration says today holds for yesterday's tokens too."""
    tokens = person.tokens()
    world.replace(client(populations=("agency",)))
    assert refresh(person.http, tokens["refresh_token"]).get_json()["error"] == "invalid_grant"
