"""Prompts and step-up: what a session answers, what it does not, and what `prompt=none` says instead."""

from __future__ import annotations

import pytest

from tests.conftest import FakeClock
from tests.idp.oidc.world import Browser, World, answer_of, attempt, card_proof, client, decoded, password_proof, redeem

LEVEL_3 = '{"id_token": {"acr": {"essential": true, "value": "urn:gatehouse:level:3"}}}'


def test_without_a_session_a_journey_begins(browser: Browser) -> None:
    """Somebody who is not signed in is led to the pages of signing in."""
    assert browser.get(attempt().address).headers["Location"].startswith("/journey/")


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({}, None),
        ({"prompt": "none"}, None),
        ({"max_age": "100"}, None),
        ({"max_age": "5", "prompt": "none"}, "login_required"),
        ({"max_age": "0", "prompt": "none"}, "login_required"),
        ({"acr_values": "urn:gatehouse:level:1", "prompt": "none"}, None),
        ({"acr_values": "urn:gatehouse:level:3 urn:gatehouse:level:1", "prompt": "none"}, None),
        ({"acr_values": "urn:gatehouse:level:2", "prompt": "none"}, "unmet_authentication_requirements"),
        ({"claims": LEVEL_3, "prompt": "none"}, "unmet_authentication_requirements"),
    ],
)
def test_a_session_of_level_one_ten_seconds_old(
    signed_in: Browser, clock: FakeClock, changes: dict[str, str], error: str | None
) -> None:
    """The session answers exactly what it is worth; otherwise `prompt=none` says why not."""
    clock.advance(seconds=10)
    answer = answer_of(signed_in.get(attempt(**changes).address))
    assert answer.get("error") == error
    assert ("code" in answer) is (error is None)


def test_prompt_none_without_a_session(browser: Browser) -> None:
    """Nobody is there: login_required, and no page."""
    assert answer_of(browser.get(attempt(prompt="none").address))["error"] == "login_required"


@pytest.mark.parametrize("changes", [{"prompt": "login"}, {"max_age": "5"}, {"acr_values": "urn:gatehouse:level:2"}])
def test_what_the_session_does_not_answer_begins_a_journey(
    signed_in: Browser, clock: FakeClock, changes: dict[str, str]
) -> None:
    """A wish for a fresh or stronger sign-in leads to the pages of signing in."""
    clock.advance(seconds=10)
    assert signed_in.get(attempt(**changes).address).headers["Location"].startswith("/journey/")


def test_login_prompt_ends_with_a_code(world: World, clock: FakeClock) -> None:
    """After signing in again the same request is answered, and `auth_time` is the new sign-in."""
    browser, account = world.browser(), world.account()
    browser.sign_in(account)
    clock.advance(minutes=5)
    asked = attempt(prompt="login", max_age="0")
    response = browser.finish_journey(browser.get(asked.address), account)
    token = redeem(browser.http, asked, answer_of(response)["code"]).get_json()
    assert decoded(browser.http, token["id_token"])["auth_time"] == int(clock().timestamp())


def test_step_up_reaches_the_level(world: World, clock: FakeClock) -> None:
    """A stronger proof raises the session, and the token tells both factors."""
    browser, account = world.browser(), world.account()
    browser.sign_in(account)
    asked = attempt(acr_values="urn:gatehouse:level:3")
    response = browser.finish_journey(browser.get(asked.address), account, card_proof(clock))
    claims = decoded(browser.http, redeem(browser.http, asked, answer_of(response)["code"]).get_json()["id_token"])
    assert claims["acr"] == "urn:gatehouse:level:3"
    assert claims["amr"] == ["pwd", "hwk", "pin", "mfa"]


def test_level_that_was_not_reached_is_refused(world: World, clock: FakeClock) -> None:
    """A sign-in that stayed below the wish is answered with an error, never with less and never in a circle."""
    browser, account = world.browser(), world.account()
    asked = attempt(acr_values="urn:gatehouse:level:3")
    response = browser.finish_journey(browser.get(asked.address), account, password_proof(clock))
    assert answer_of(response)["error"] == "unmet_authentication_requirements"


def test_registered_level_counts_without_a_wish(world: World, clock: FakeClock) -> None:
    """A portal registered for level 3 is never given less, whatever its request leaves out."""
    world.register(client("strict", level=3))
    browser, account = world.browser(), world.account()
    browser.sign_in(account)
    assert answer_of(browser.get(attempt("strict", prompt="none").address))["error"] == (
        "unmet_authentication_requirements"
    )


def test_levels_age(world: World, clock: FakeClock) -> None:
    """A quarter of an hour after its last page a session of level 3 is worth less."""
    browser, account = world.browser(), world.account()
    browser.sign_in(account, password_proof(clock), card_proof(clock))
    asked = attempt(acr_values="urn:gatehouse:level:3", prompt="none")
    assert "code" in answer_of(browser.get(asked.address))
    clock.advance(minutes=16)
    assert answer_of(browser.get(asked.address))["error"] == "unmet_authentication_requirements"
    assert "code" in answer_of(browser.get(attempt(prompt="none").address))


def test_resume_works_once_and_in_its_browser_only(world: World) -> None:
    """A finished journey is taken once; another browser gets nothing from its address."""
    browser, account = world.browser(), world.account()
    started = browser.get(attempt().address)
    journey_id = started.headers["Location"].removeprefix("/journey/")
    assert browser.get(f"/authorize/resume/{journey_id}").status_code == 400
    assert "code" in answer_of(browser.finish_journey(started, account))
    assert browser.get(f"/authorize/resume/{journey_id}").status_code == 400
    assert 'id="error-page"' in world.browser().get(f"/authorize/resume/{journey_id}").text


def test_select_account_offers_the_present_one_and_another(world: World) -> None:
    """The page asks; going on gives a code, another account begins a journey."""
    browser = world.browser()
    browser.sign_in(world.account())
    page = browser.get(attempt(prompt="select_account").address).headers["Location"]
    assert "陳小明" in browser.get(page).text
    assert "code" in answer_of(browser.post_answer(page, "continue"))
    again = browser.get(attempt(prompt="select_account").address).headers["Location"]
    assert browser.post_answer(again, "other").headers["Location"].startswith("/journey/")


def test_population_is_chosen_when_a_portal_takes_several(world: World) -> None:
    """The page asks for the kind of account, unless the request says it."""
    world.register(client("wide", populations=("student", "agency")))
    browser = world.browser()
    page = browser.get(attempt("wide").address).headers["Location"]
    assert page.startswith("/authorize/population/")
    assert "people of agency" in browser.get(page).text
    journey = browser.post_answer(page, "continue", population="agency").headers["Location"]
    found = world.journeys.load(journey.removeprefix("/journey/"), browser.identifier)
    assert found is not None
    assert found.population == "agency"
    assert browser.get(attempt("wide", population="student").address).headers["Location"].startswith("/journey/")
