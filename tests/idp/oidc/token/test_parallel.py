"""Twenty uses at once of one code and of one refresh token, over two processes' worth of app: one wins."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from werkzeug.test import TestResponse

from tests.idp.oidc.world import World, attempt, introspect, redeem, refresh

TIMES = 20


@pytest.fixture
def world(both_worlds: World) -> World:
    """A provider on each database."""
    return both_worlds


def test_one_code_twenty_times(world: World) -> None:
    """One request gets tokens; the others get invalid_grant, and what was given is revoked."""
    browser = world.browser()
    browser.sign_in(world.account())
    asked = attempt()
    code, other, start = browser.code(asked), world.build()[0], Barrier(TIMES)

    def use(number: int) -> TestResponse:
        http = (world.app, other)[number % 2].test_client()
        start.wait()
        return redeem(http, asked, code)

    with ThreadPoolExecutor(TIMES) as pool:
        answers = list(pool.map(use, range(TIMES)))
    won = [answer for answer in answers if answer.status_code == 200]
    lost = [answer.get_json()["error"] for answer in answers if answer.status_code != 200]
    assert len(won) == 1
    assert lost == ["invalid_grant"] * (TIMES - 1)
    assert introspect(browser.http, won[0].get_json()["access_token"]) == {"active": False}


def test_one_refresh_token_twenty_times(world: World) -> None:
    """One request gets new tokens; the reuse by the others kills the family."""
    browser = world.browser()
    browser.sign_in(world.account())
    token, other, start = browser.tokens()["refresh_token"], world.build()[0], Barrier(TIMES)

    def use(number: int) -> TestResponse:
        http = (world.app, other)[number % 2].test_client()
        start.wait()
        return refresh(http, token)

    with ThreadPoolExecutor(TIMES) as pool:
        answers = list(pool.map(use, range(TIMES)))
    won = [answer.get_json() for answer in answers if answer.status_code == 200]
    lost = [answer.get_json()["error"] for answer in answers if answer.status_code != 200]
    assert len(won) == 1
    assert lost == ["invalid_grant"] * (TIMES - 1)
    assert refresh(browser.http, won[0]["refresh_token"]).get_json()["error"] == "invalid_grant"
