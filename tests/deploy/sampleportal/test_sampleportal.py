"""The sample agency portal against the real identity provider, over a bridge in place of the network."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from quart import Quart
from quart.testing import QuartClient

from deploy.demo.sampleportal import SamplePortalSettings, client_registration, create_app
from idp.oidc.clients.declaration import declare
from idp.oidc.logout.token import TYP, logout_claims
from shared.sealing import Sealer
from tests.conftest import FakeClock
from tests.idp.oidc.world import ISSUER, Browser, World

BASE = "http://localhost:8510"
SECRET = "a-secret-of-more-than-thirty-two-characters"


class Bridge(httpx.AsyncBaseTransport):
    """Carries the portal's requests to the identity provider's application."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """One request, in a thread as a server would."""
        body = await request.aread()

        def call() -> httpx.Response:
            answer = self._world.app.test_client().open(
                str(request.url), method=request.method, data=body, headers=list(request.headers.items())
            )
            return httpx.Response(answer.status_code, headers=list(answer.headers), content=answer.data)

        return await asyncio.to_thread(call)


@pytest.fixture
def world(sqlite_url: str, tmp_path: Path, sealer: Sealer, clock: FakeClock) -> Iterator[World]:
    """The provider, which knows the portal."""
    made = World(sqlite_url, tmp_path, sealer, clock)
    made.register(declare(client_registration(BASE, "statistics", SECRET)).client, SECRET)
    yield made
    made.close()


@pytest.fixture
def app(world: World, tmp_path: Path, sealer: Sealer, clock: FakeClock) -> Quart:
    """The portal."""
    settings = SamplePortalSettings(BASE, ISSUER, "statistics", SECRET, sealer, tmp_path)
    return create_app(settings, clock, Bridge(world))


@pytest.fixture
def reporter(world: World) -> Browser:
    """A reporter's browser, signed in at the identity provider."""
    browser = world.browser()
    browser.sign_in(world.account("A123456789", "agency"))
    return browser


def local(address: str) -> str:
    """Path and query of an address."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


async def enter(portal: QuartClient, browser: Browser) -> Any:
    """The way from the portal's button to its first page."""
    start = await portal.get("/sign-in")
    assert start.headers["Location"].startswith(f"{ISSUER}/authorize?")
    back = browser.get(local(start.headers["Location"]))
    assert back.headers["Location"].startswith(f"{BASE}/callback?"), back.headers["Location"]
    return await portal.get(local(back.headers["Location"]))


@pytest.mark.asyncio
async def test_reporter_signs_in_and_out(app: Quart, world: World, reporter: Browser) -> None:
    """A reporter enters, sees who they are, and signs out of everything."""
    portal = app.test_client()
    assert "登入" in await (await portal.get("/")).get_data(as_text=True)
    assert (await enter(portal, reporter)).headers["Location"] == "/reports"
    page = await portal.get("/reports")
    text = await page.get_data(as_text=True)
    assert "陳小明" in text
    assert "agency" in text
    assert f"form-action 'self' {ISSUER}" in page.headers["Content-Security-Policy"]
    token = text.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]
    out = await portal.post("/sign-out", form={"csrf_token": token})
    asks = reporter.get(local(out.headers["Location"])).headers["Location"]
    assert reporter.post_answer(asks, "logout").headers["Location"] == f"{BASE}/signed-out"
    assert "已登出" in await (await portal.get("/signed-out")).get_data(as_text=True)
    assert (await portal.get("/reports")).headers["Location"] == "/"


@pytest.mark.asyncio
async def test_student_is_sent_back_in_words(app: Quart, world: World) -> None:
    """A student is told at the identity provider, and going back ends on the portal's own page of refusal."""
    student = world.browser()
    student.sign_in(world.account("chen", "student"))
    portal = app.test_client()
    start = await portal.get("/sign-in", headers={"Accept-Language": "en"})
    page = student.get(local(start.headers["Location"])).headers["Location"]
    assert 'id="not-admitted"' in student.get(page).text
    back = student.post_answer(page, "cancel")
    refused = await portal.get(local(back.headers["Location"]), headers={"Accept-Language": "en"})
    text = await refused.get_data(as_text=True)
    assert refused.status_code == 403
    assert 'id="error-page"' in text
    assert "You were not signed in" in text


@pytest.mark.asyncio
async def test_back_channel_ends_the_session(app: Quart, world: World, reporter: Browser) -> None:
    """A good logout token ends the session here; the same one again changes nothing."""
    portal = app.test_client()
    await enter(portal, reporter)
    with world.database.begin() as connection:
        account = world.sessions.current(
            connection,
            reporter.http.get_cookie("idp-session").value,
            world.clock(),  # type: ignore[union-attr]
        )
        assert account is not None
        told = world.sessions.end(connection, account.session_id, world.clock())[0]
    claims = logout_claims(ISSUER, "statistics", account.account_id, told.sid, "jti-1", world.clock())
    token = world.provider.parts.keys.sign(claims, "ES256", TYP)
    machine = app.test_client()
    assert (await machine.post("/backchannel-logout", form={"logout_token": token})).status_code == 200
    assert (await machine.post("/backchannel-logout", form={"logout_token": token})).status_code == 200
    assert (await portal.get("/reports")).headers["Location"] == "/"


@pytest.mark.asyncio
@pytest.mark.parametrize("fault", ["rubbish", "wrong type", "other audience", "stale", "nonce", "no event"])
async def test_bad_logout_tokens_end_nothing(app: Quart, world: World, reporter: Browser, fault: str) -> None:
    """Only a fresh logout token of our provider, for us, ends a session."""
    portal = app.test_client()
    await enter(portal, reporter)
    audience = "other" if fault == "other audience" else "statistics"
    claims = logout_claims(ISSUER, audience, "nobody", "sid", "jti", world.clock())
    if fault == "stale":
        claims["exp"] -= 1000
    if fault == "nonce":
        claims["nonce"] = "n"
    if fault == "no event":
        del claims["events"]
    token = world.provider.parts.keys.sign(claims, "ES256", "JWT" if fault == "wrong type" else TYP)
    answer = await portal.post("/backchannel-logout", form={"logout_token": "x" if fault == "rubbish" else token})
    assert answer.status_code == 400
    assert (await portal.get("/reports")).status_code == 200


@pytest.mark.asyncio
async def test_answers_that_were_not_asked_for_are_refused(app: Quart, world: World, reporter: Browser) -> None:
    """An unknown state, an answer in another browser, an answer of another issuer: nobody is signed in."""
    portal = app.test_client()
    assert (await portal.get(f"/callback?code=x&state=unknown&iss={ISSUER}")).status_code == 400
    start = await portal.get("/sign-in")
    back = local(reporter.get(local(start.headers["Location"])).headers["Location"])
    assert (await app.test_client().get(back)).status_code == 400
    start = await portal.get("/sign-in")
    back = local(reporter.get(local(start.headers["Location"])).headers["Location"])
    assert (await portal.get(back.replace("iss=http", "iss=https"))).status_code == 502


@pytest.mark.asyncio
async def test_metadata_of_another_issuer_are_refused(world: World, tmp_path: Path, sealer: Sealer) -> None:
    """The portal sends nobody to a provider that calls itself something else (Discovery 1.0 section 4.3)."""
    settings = SamplePortalSettings(BASE, "http://127.0.0.1:8400", "statistics", SECRET, sealer, tmp_path)
    portal = create_app(settings, world.clock, Bridge(world)).test_client()
    assert (await portal.get("/sign-in")).status_code == 502
