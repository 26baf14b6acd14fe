"""Which portal takes whom (A2), and what people agree to."""

from __future__ import annotations

import pytest

from idp.sessions import session_cookie
from tests.idp.oidc.world import ISSUER, Browser, World, answer_of, attempt, client


@pytest.fixture
def stranger(world: World) -> Browser:
    """A browser of a reporter of an agency, whom the student portal does not take."""
    browser = world.browser()
    browser.sign_in(world.account("agency1", "agency"))
    return browser


def test_other_kinds_of_account_are_told_in_words(stranger: Browser) -> None:
    """Somebody signed in with another kind of account gets a page, not a code and not a loop."""
    page = stranger.get(attempt().address).headers["Location"]
    text = stranger.get(page).text
    assert page.startswith("/authorize/admission/")
    assert 'id="not-admitted"' in text
    assert "people of student" in text


def test_going_back_is_access_denied(stranger: Browser) -> None:
    """The way back tells the portal access_denied."""
    page = stranger.get(attempt().address).headers["Location"]
    answer = answer_of(stranger.post_answer(page, "cancel"))
    assert answer["error"] == "access_denied"
    assert answer["iss"] == ISSUER


def test_signing_out_there_begins_a_new_sign_in(stranger: Browser) -> None:
    """The other way ends the session everywhere and begins a sign-in of the right kind."""
    page = stranger.get(attempt().address).headers["Location"]
    assert stranger.post_answer(page, "logout").headers["Location"].startswith("/journey/")
    assert stranger.http.get_cookie(session_cookie(ISSUER)) is None


def test_prompt_none_needs_interaction(stranger: Browser) -> None:
    """Without a page the portal learns only that one would be needed."""
    assert answer_of(stranger.get(attempt(prompt="none").address))["error"] == "interaction_required"


def test_before_signing_in_nothing_is_told(browser: Browser) -> None:
    """Whoever is not signed in meets the sign-in, whatever their account may be."""
    assert browser.get(attempt().address).headers["Location"].startswith("/journey/")


def test_page_of_another_browser_is_refused(world: World, stranger: Browser) -> None:
    """The address of a page is worth nothing elsewhere, and without the form's token nothing happens."""
    page = stranger.get(attempt().address).headers["Location"]
    assert world.browser().get(page).status_code == 400
    assert stranger.http.post(page, data={"action": "cancel"}).status_code == 400


def test_consent_is_asked_once_for_the_same_data(world: World, signed_in: Browser) -> None:
    """A portal that is not trusted gets a code only after consent, and consent is remembered."""
    world.register(client("guest", trusted=False))
    page = signed_in.get(attempt("guest").address).headers["Location"]
    text = signed_in.get(page).text
    assert page.startswith("/authorize/consent/")
    assert "your e-mail address" in text
    assert "The guest" in text
    assert "code" in answer_of(signed_in.post_answer(page, "continue"))
    assert "code" in answer_of(signed_in.get(attempt("guest").address))
    more = signed_in.get(attempt("guest", scope="openid profile email phone").address)
    assert more.headers["Location"].startswith("/authorize/consent/")


def test_refused_consent_is_access_denied(world: World, signed_in: Browser) -> None:
    """Who refuses is sent back with access_denied, and is asked again next time."""
    world.register(client("guest", trusted=False))
    page = signed_in.get(attempt("guest").address).headers["Location"]
    assert answer_of(signed_in.post_answer(page, "cancel"))["error"] == "access_denied"
    assert answer_of(signed_in.get(attempt("guest", prompt="none").address))["error"] == "consent_required"


def test_answer_works_once(world: World, signed_in: Browser) -> None:
    """Pressing the button of an answered page again does nothing."""
    world.register(client("guest", trusted=False))
    page = signed_in.get(attempt("guest").address).headers["Location"]
    assert "code" in answer_of(signed_in.post_answer(page, "continue"))
    assert signed_in.post_answer(page, "continue").status_code == 400


def test_prompt_consent_asks_a_trusted_portal_too(signed_in: Browser) -> None:
    """A portal may wish for the consent page although it is trusted."""
    assert signed_in.get(attempt(prompt="consent").address).headers["Location"].startswith("/authorize/consent/")


def test_pages_speak_chinese(world: World, signed_in: Browser) -> None:
    """The portal's wish for a language is followed on the pages."""
    world.register(client("guest", trusted=False))
    page = signed_in.get(attempt("guest", ui_locales="zh-TW").address).headers["Location"]
    assert "同意並繼續" in signed_in.get(page).text


@pytest.mark.parametrize("action", ["", "yes", "logout"])
def test_a_post_without_a_button_agrees_to_nothing(world: World, signed_in: Browser, action: str) -> None:
    """An empty or made-up answer brings the page again; only its own button consents."""
    world.register(client("guest", trusted=False))
    page = signed_in.get(attempt("guest").address).headers["Location"]
    again = signed_in.post_answer(page, action).headers["Location"]
    assert again.startswith("/authorize/consent/")
    assert answer_of(signed_in.get(attempt("guest", prompt="none").address))["error"] == "consent_required"
    assert "code" in answer_of(signed_in.post_answer(again, "continue"))
