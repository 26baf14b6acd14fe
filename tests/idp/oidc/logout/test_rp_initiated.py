"""RP-Initiated Logout 1.0: the page that asks, the page that says what was done, where a person may go."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from idp.sessions import session_cookie
from idp.storage.tables.protocol import logout_notices
from tests.idp.oidc.world import ISSUER, SIGNED_OUT, Browser, World, attempt, client


@pytest.fixture
def person(world: World) -> Browser:
    """Somebody signed in who has been to two portals, one of which wants to be told."""
    world.register(client("told", backchannel_logout_uri="https://told.example/backchannel"))
    browser = world.browser()
    browser.sign_in(world.account())
    browser.tokens()
    browser.tokens(attempt("told"))
    return browser


def ask(browser: Browser, query: str = "") -> str:
    """The address of the page that asks."""
    location = browser.get(f"/logout{query}").headers["Location"]
    assert location.startswith("/logout/")
    return location


def test_page_asks_and_then_says_who_is_told(world: World, person: Browser) -> None:
    """Nothing ends before the button; then the session is over, and the page names the portals."""
    page = ask(person)
    text = person.get(page).text
    assert 'value="logout"' in text
    assert "The told" in text
    assert "code=" in person.get(attempt().address).headers["Location"]
    done = person.post_answer(page, "logout")
    assert 'id="logged-out"' in done.text
    assert "The told" in done.text.split('id="told"')[1].split("</ul>")[0]
    assert "The portal" in done.text.split('id="untold"')[1].split("</ul>")[0]
    assert person.http.get_cookie(session_cookie(ISSUER)) is None
    assert person.get(attempt().address).headers["Location"].startswith("/journey/")


def test_notices_are_written_with_the_end(world: World, person: Browser) -> None:
    """Each portal that was reached has one notice, in the name it knows the session by."""
    person.post_answer(ask(person), "logout")
    with world.database.connect() as connection:
        rows = connection.execute(select(logout_notices)).all()
    assert sorted(row.client_id for row in rows) == ["portal", "told"]
    assert len({row.sid for row in rows}) == 2


def test_staying_changes_nothing(person: Browser) -> None:
    """The other button leaves the session as it was."""
    assert person.post_answer(ask(person), "cancel").status_code == 303
    assert "code=" in person.get(attempt().address).headers["Location"]


def test_a_registered_address_is_followed_with_state(person: Browser) -> None:
    """Afterwards the person goes where the portal asked, exactly as registered, with its state."""
    query = f"?client_id=portal&post_logout_redirect_uri={SIGNED_OUT}&state=s%26t"
    assert person.post_answer(ask(person, query), "logout").headers["Location"] == f"{SIGNED_OUT}?state=s%26t"


def test_hint_names_the_client_even_when_it_expired(world: World, person: Browser) -> None:
    """An old ID token is good enough to say which portal asks."""
    token = person.tokens()["id_token"]
    world.clock.advance(minutes=30)
    query = f"?id_token_hint={token}&post_logout_redirect_uri={SIGNED_OUT}"
    assert person.post_answer(ask(person, query), "logout").headers["Location"] == SIGNED_OUT


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        (f"?post_logout_redirect_uri={SIGNED_OUT}", "post_logout_redirect_uri"),
        (f"?client_id=portal&post_logout_redirect_uri={SIGNED_OUT}/", "post_logout_redirect_uri"),
        ("?client_id=portal&post_logout_redirect_uri=https://evil.example", "post_logout_redirect_uri"),
        ("?client_id=nobody", "client_id"),
        ("?client_id=portal&client_id=portal", "client_id"),
        ("?id_token_hint=rubbish", "id_token_hint"),
    ],
)
def test_what_is_not_registered_is_refused_on_a_page(person: Browser, query: str, parameter: str) -> None:
    """A fault is a page that names the parameter; nobody is sent anywhere."""
    response = person.get(f"/logout{query}")
    assert response.status_code == 400
    assert f'data-parameter="{parameter}"' in response.text
    assert "Location" not in response.headers


def test_hint_of_another_client_is_refused(person: Browser) -> None:
    """The hint must be of the client that asks."""
    token = person.tokens()["id_token"]
    assert person.get(f"/logout?client_id=told&id_token_hint={token}").status_code == 400


def test_logout_token_is_no_hint(world: World, person: Browser) -> None:
    """A token of another kind does not pass for an ID token."""
    token = world.provider.parts.keys.sign({"iss": ISSUER, "aud": "portal"}, "ES256", "logout+jwt")
    assert person.get(f"/logout?id_token_hint={token}").status_code == 400


def test_nobody_signed_in_goes_on_at_once(browser: Browser) -> None:
    """Without a session there is nothing to ask."""
    assert 'id="logged-out"' in browser.get("/logout").text
    query = f"?client_id=portal&post_logout_redirect_uri={SIGNED_OUT}"
    assert browser.get(f"/logout{query}").headers["Location"] == SIGNED_OUT


def test_another_browser_cannot_press_the_button(world: World, person: Browser) -> None:
    """The page's address is bound to its browser, its form to its token."""
    page = ask(person)
    assert world.browser().post_answer(page, "logout").status_code == 400
    assert person.http.post(page, data={"action": "logout"}).status_code == 400
    assert "code=" in person.get(attempt().address).headers["Location"]


def test_portals_may_post(person: Browser) -> None:
    """The endpoint takes a posted form from another site as well."""
    response = person.http.post("/logout", data={"client_id": "portal"}, headers={"Origin": "https://portal.example"})
    assert response.headers["Location"].startswith("/logout/")


def test_a_post_without_the_session_s_cookie_ends_in_the_question(person: Browser) -> None:
    """Nobody is told “signed out” because their browser left the cookie out of another site's POST."""
    stranger = person.world.browser()
    response = stranger.http.post("/logout", data={"client_id": "portal"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert response.headers["Location"] == "/logout?client_id=portal"
    assert "Set-Cookie" not in response.headers or session_cookie(ISSUER) not in response.headers["Set-Cookie"]
    assert person.get(response.headers["Location"]).headers["Location"].startswith("/logout/")
