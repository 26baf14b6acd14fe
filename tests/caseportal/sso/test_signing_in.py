"""Signing in at the identity provider and out again, over HTTP with real signatures."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from caseportal.models.sessions import PortalSession
from tests.caseportal.people import OFFICER, STUDENT
from tests.caseportal.site import Browser, Site
from tests.conftest import FakeClock

pytestmark = pytest.mark.asyncio


async def away(browser: Browser, site: Site, path: str = "/sso/sign-in?population=student&next=/todo") -> str:
    """Begins a sign-in; gives the address at the provider."""
    site.provider.person = STUDENT
    location = (await browser.get(path)).location
    assert location is not None
    return location


async def test_the_request_has_all_that_protects_it(site: Site) -> None:
    """Code flow with S256, state, nonce, population, and the scope for identity claims."""
    asked = parse_qs(urlsplit(await away(site.browser(), site)).query)
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["population"] == ["student"]
    assert "identity" in asked["scope"][0]
    assert len(asked["state"][0]) >= 40
    assert len(asked["nonce"][0]) >= 40


async def test_officers_are_not_asked_for_identity_claims(site: Site) -> None:
    """The portal asks for no more about a person than it needs."""
    location = await away(site.browser(), site, "/sso/sign-in?population=staff&next=/officers")
    assert "identity" not in parse_qs(urlsplit(location).query)["scope"][0]


async def test_signing_in_leads_back_to_the_page(site: Site) -> None:
    """A protected page is reached after the sign-in, and the session is only a digest in the database."""
    browser = site.browser()
    page = await browser.sign_in(STUDENT, "/apply/multi_entry")
    assert page.location == "/apply/multi_entry"
    assert (await browser.get("/todo")).status == 200
    row = await PortalSession.get()
    assert STUDENT["id_number"] not in row.identity_sealed
    assert "HttpOnly" in page.headers["Set-Cookie"]
    assert "SameSite=Lax" in page.headers["Set-Cookie"]


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example"])
async def test_nobody_is_sent_elsewhere_afterwards(site: Site, target: str) -> None:
    """Only paths of the portal are followed after a sign-in."""
    page = await site.browser().sign_in(STUDENT, target)
    assert page.location == "/"


async def test_an_answer_works_once_and_in_its_own_browser(site: Site) -> None:
    """A used callback and one carried to another browser end on a page that says so."""
    browser, thief = site.browser(), site.browser()
    await thief.get("/")
    callback = site.provider.authorize(await away(browser, site))
    assert (await thief.get(callback)).status == 400
    assert (await browser.get(callback)).status == 400
    assert await PortalSession.all().count() == 0


async def test_an_answer_of_another_issuer_is_refused(site: Site) -> None:
    """RFC 9207: the issuer in the answer must be ours."""
    browser = site.browser()
    callback = site.provider.authorize(await away(browser, site)).replace("localhost:8400", "evil.example")
    assert (await browser.get(callback)).status == 400


@pytest.mark.parametrize(
    "spoilt",
    [
        {"iss": "https://evil.example"},
        {"aud": "another-portal"},
        {"aud": ["caseportal", "another-portal"]},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": 1},
        {"iat": 99_999_999_999},
        {"sub": ""},
        {"sub": 7},
        {"sub": None},
    ],
)
async def test_tokens_that_prove_nothing_sign_nobody_in(site: Site, spoilt: dict[str, Any]) -> None:
    """Each claim that OpenID Connect Core 3.1.3.7 names is checked."""
    browser = site.browser()
    site.provider.spoil = spoilt
    callback = site.provider.authorize(await away(browser, site))
    assert (await browser.get(callback)).status == 400
    assert await PortalSession.all().count() == 0


async def test_a_token_of_a_strange_key_is_refused(site: Site) -> None:
    """A signature under the right name by another key does not hold."""
    browser = site.browser()
    await browser.sign_in(STUDENT)
    site.provider.use_key("k1")
    other = site.browser()
    callback = site.provider.authorize(await away(other, site))
    assert (await other.get(callback)).status == 400


async def test_a_rotated_key_is_fetched(site: Site, clock: FakeClock) -> None:
    """A key under a new name is looked for at the provider, so that rotation signs nobody out."""
    await site.browser().sign_in(STUDENT)
    clock.advance(minutes=1)
    site.provider.use_key("k2")
    assert (await site.browser().sign_in(STUDENT)).location == "/todo"


async def test_a_provider_that_is_down_gets_a_clear_page(site: Site) -> None:
    """503 with words, and the next try works."""
    browser = site.browser()
    site.provider.down = True
    page = await browser.get("/sso/sign-in?population=student")
    assert page.status == 503
    assert "does not answer" in page.text
    site.provider.down = False
    assert (await browser.sign_in(STUDENT)).location == "/todo"


async def test_sessions_end_by_idleness_and_by_age(site: Site, clock: FakeClock) -> None:
    """An hour without a page, or a day in all, and the person must sign in again."""
    browser = site.browser()
    await browser.sign_in(STUDENT)
    clock.advance(minutes=59)
    assert (await browser.get("/todo")).status == 200
    clock.advance(minutes=61)
    assert (await browser.get("/todo")).status == 303
    site.provider.now = clock()
    await browser.sign_in(STUDENT)
    for _ in range(25):
        clock.advance(minutes=58)
        last = await browser.get("/todo")
    assert last.status == 303


async def test_signing_out_leads_to_the_provider(site: Site) -> None:
    """A link of our own page signs out at once; the provider gets the ID token as a hint."""
    browser = site.browser()
    await browser.sign_in(STUDENT)
    page = await browser.get("/sso/sign-out", **{"Sec-Fetch-Site": "same-origin"})
    assert page.location is not None
    assert page.location.startswith("http://localhost:8400/end_session?")
    assert "id_token_hint" in page.location
    assert await PortalSession.all().count() == 0


async def test_a_link_from_elsewhere_signs_nobody_out(site: Site) -> None:
    """It gets a page that asks; its button signs out."""
    browser = site.browser()
    await browser.sign_in(STUDENT)
    page = await browser.get("/sso/sign-out", **{"Sec-Fetch-Site": "cross-site"})
    assert 'value="logout"' in page.text
    assert await PortalSession.all().count() == 1
    await browser.post("/sso/sign-out", {"action": "logout"})
    assert await PortalSession.all().count() == 0


async def test_back_channel_logout_ends_the_session(site: Site) -> None:
    """A good logout token ends the sessions it names, once; the browser is signed out at its next page."""
    browser = site.browser()
    await browser.sign_in(STUDENT)
    token = site.provider.logout_token()
    machine = site.browser()
    assert (await machine.post("/sso/backchannel-logout", {"logout_token": token})).status == 200
    assert (await browser.get("/todo")).status == 303
    await browser.sign_in(STUDENT)
    assert (await machine.post("/sso/backchannel-logout", {"logout_token": token})).status == 200
    assert (await browser.get("/todo")).status == 200


@pytest.mark.parametrize(
    "change",
    [
        {"aud": "another"},
        {"iss": "https://evil.example"},
        {"nonce": "n"},
        {"events": {}},
        {"events": None},
        {"sub": None, "sid": None},
        {"jti": None},
        {"exp": 1},
        {"iat": 1},
    ],
)
async def test_bad_logout_tokens_end_nothing(site: Site, change: dict[str, Any]) -> None:
    """Each rule of Back-Channel Logout 2.6 is checked; the answer is 400."""
    browser = site.browser()
    await browser.sign_in(STUDENT)
    page = await site.browser().post("/sso/backchannel-logout", {"logout_token": site.provider.logout_token(**change)})
    assert page.status == 400
    assert (await browser.get("/todo")).status == 200


async def test_an_id_token_is_no_logout_token(site: Site) -> None:
    """Tokens of one kind are not taken for another."""
    await site.browser().sign_in(OFFICER)
    now = int(site.provider.now.timestamp())
    lifetime = int(timedelta(minutes=5).total_seconds())
    claims = {
        "iss": "http://localhost:8400",
        "aud": "caseportal",
        "sub": "officer-1",
        "iat": now,
        "exp": now + lifetime,
    }
    page = await site.browser().post("/sso/backchannel-logout", {"logout_token": site.provider.sign(claims)})
    assert page.status == 400
