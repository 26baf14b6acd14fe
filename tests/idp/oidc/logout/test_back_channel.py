"""Back-Channel Logout 1.0: delivery by the worker, retries, and the guard against foreign addresses."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest
from joserfc import jws
from sqlalchemy import select

from idp.oidc import provider
from idp.oidc.logout.delivery import LogoutDelivery
from idp.oidc.logout.token import EVENT
from idp.oidc.outbound.guarded import Fetched, GuardedClient
from idp.oidc.provider import build_logout_delivery
from idp.storage.tables.protocol import logout_notices
from tests.idp.oidc.world import Browser, World, attempt, client, decoded


class Portal:
    """A portal's logout endpoint on loopback; `answers` are the statuses it gives, the last one for good."""

    def __init__(self) -> None:
        self.answers = [200]
        self.tokens: list[str] = []
        portal = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                portal.tokens.append(parse_qs(body)["logout_token"][0])
                status = portal.answers.pop(0) if len(portal.answers) > 1 else portal.answers[0]
                self.send_response(status)
                self.send_header("Location", "http://127.0.0.1:1/")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_arguments: Any) -> None:
                """Says nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def close(self) -> None:
        """Stops the server."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def portal() -> Iterator[Portal]:
    """A portal that takes logout tokens."""
    made = Portal()
    yield made
    made.close()


@pytest.fixture
def ended(world: World, portal: Portal) -> Browser:
    """Somebody who was at the portal and has signed out."""
    world.register(client("told", backchannel_logout_uri=f"{portal.origin}/backchannel"))
    browser, account = world.browser(), world.account()
    browser.sign_in(account)
    browser.sid = decoded(browser.http, browser.tokens(attempt("told"))["id_token"])["sid"]  # type: ignore[attr-defined]
    with world.database.begin() as connection:
        world.sessions.end_all(connection, account.account_id, world.clock())
    return browser


def worker(world: World, portal: Portal | None) -> LogoutDelivery:
    """The worker, with the operator's exception for a portal on loopback."""
    return build_logout_delivery(world.provider.parts, [portal.origin] if portal else [])


def states(world: World) -> list[tuple[str, int, str | None]]:
    """Where the notices stand."""
    with world.database.connect() as connection:
        return [(row.state, row.attempts, row.last_fault) for row in connection.execute(select(logout_notices))]


def test_portal_gets_a_good_token(world: World, portal: Portal, ended: Browser) -> None:
    """The token names session and person, has its own type and event, and no nonce."""
    assert worker(world, portal).deliver_due() == 1
    claims = decoded(ended.http, portal.tokens[0])
    assert claims["aud"] == "told"
    assert claims["sid"] == ended.sid  # type: ignore[attr-defined]
    assert claims["events"] == {EVENT: {}}
    assert claims["exp"] - claims["iat"] == 120
    assert claims["jti"]
    assert "nonce" not in claims
    assert jws.extract_compact(portal.tokens[0].encode()).headers()["typ"] == "logout+jwt"
    assert states(world) == [("delivered", 1, None)]
    assert worker(world, portal).deliver_due() == 0


def test_failures_are_tried_again_later(world: World, portal: Portal, ended: Browser) -> None:
    """A portal that is broken for a while is told when it is back, and only once."""
    portal.answers = [503, 302, 200]
    job = worker(world, portal)
    job.deliver_due()
    assert states(world) == [("waiting", 1, "status 503")]
    assert job.deliver_due() == 0
    world.clock.advance(seconds=6)
    job.deliver_due()
    assert states(world) == [("waiting", 2, "status 302")]
    world.clock.advance(seconds=16)
    job.deliver_due()
    assert states(world)[0][:2] == ("delivered", 3)


def test_a_portal_that_is_gone_is_given_up(world: World, portal: Portal, ended: Browser) -> None:
    """After about a day of tries the notice is failed, and stays so."""
    portal.answers = [500]
    job = worker(world, portal)
    for _try in range(20):
        job.deliver_due()
        world.clock.advance(hours=8)
    assert states(world) == [("failed", 11, "status 500")]


def test_addresses_inside_are_not_called(world: World, portal: Portal, ended: Browser) -> None:
    """Without the operator's exception nothing is sent to loopback."""
    worker(world, None).deliver_due()
    assert portal.tokens == []
    assert states(world)[0][0] == "failed"


def test_portal_without_an_address_is_left_alone(world: World) -> None:
    """A portal that registered no address is not retried."""
    browser, account = world.browser(), world.account()
    browser.sign_in(account)
    browser.tokens()
    with world.database.begin() as connection:
        world.sessions.end_all(connection, account.account_id, world.clock())
    worker(world, None).deliver_due()
    assert states(world) == [("unwanted", 1, None)]


class Patient(GuardedClient):
    """Answers a portal only when another one is being told at the same time."""

    def __init__(self) -> None:
        super().__init__()
        self._together = threading.Barrier(2)

    def post_form(self, address: str, fields: Mapping[str, str]) -> Fetched:
        """Waits for the other one."""
        self._together.wait(timeout=10)
        return Fetched(200, b"")


def test_a_portal_that_hangs_does_not_hold_up_the_others(
    world: World, ended: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Several portals are told at the same time."""
    monkeypatch.setattr(provider, "GuardedClient", lambda _exceptions: Patient())
    world.register(client("also", backchannel_logout_uri="https://portal.example/backchannel"))
    person, account = world.browser(), world.account("lin")
    person.sign_in(account)
    person.tokens(attempt("also"))
    with world.database.begin() as connection:
        world.sessions.end_all(connection, account.account_id, world.clock())
    assert worker(world, None).deliver_due() == 2
    assert states(world) == [("delivered", 1, None)] * 2
