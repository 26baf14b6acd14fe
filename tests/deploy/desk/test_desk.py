"""The demo desk: front page, mailbox, declared people."""

import smtplib
import socket
from collections.abc import AsyncIterator
from email.message import EmailMessage
from pathlib import Path

import anyio
import httpx
import pytest
import pytest_asyncio
from quart import Quart

from deploy.demo.desk.app import create_app
from deploy.demo.desk.directory import load_directory
from deploy.demo.desk.settings import SEEDS, DeskSettings
from shared.identifiers.mainland import is_mainland_identity_number
from tests.conftest import FakeClock


def free_port() -> int:
    """A port of loopback that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def settings(tmp_path: Path) -> DeskSettings:
    """A desk with a home of its own."""
    (tmp_path / "build" / "static").mkdir(parents=True)
    (tmp_path / "build" / "static" / "gatehouse.css").write_text("")
    addresses = {name: f"http://{name}.test" for name in ("idp", "caseportal", "statistics")}
    return DeskSettings(tmp_path / "home", "http://localhost:8600", addresses, tmp_path / "build", free_port())


@pytest_asyncio.fixture
async def desk(settings: DeskSettings, clock: FakeClock) -> AsyncIterator[Quart]:
    """The desk, serving."""
    async with create_app(settings, clock).test_app() as serving:
        yield serving.app


def browser(desk: Quart, language: str = "en") -> httpx.AsyncClient:
    """A browser at the desk."""
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(desk),
        base_url="http://localhost:8600",
        headers={"Accept-Language": language},
        follow_redirects=True,
    )


def mail(to: str, subject: str) -> EmailMessage:
    """A mail with text and HTML, one of them hostile."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "gatehouse@example.gov.tw", to, subject
    message.set_content("啟用連結 http://idp.test/activate/abc <script>alert(1)</script>")
    message.add_alternative("<h1>啟用</h1><script>alert(1)</script>", subtype="html")
    return message


def send(settings: DeskSettings, message: EmailMessage) -> None:
    """Sends a mail to the desk as the services do."""
    with smtplib.SMTP("127.0.0.1", settings.smtp_port) as server:
        server.send_message(message)


@pytest.mark.asyncio
@pytest.mark.parametrize(("language", "words"), [("en", "Who you can be"), ("zh-TW", "可使用的身分")])
async def test_the_front_page_lists_everybody(desk: Quart, language: str, words: str) -> None:
    """Everyone's user name and password, each portal and each tour stand on the front page, in both languages."""
    async with browser(desk, language) as client:
        page = (await client.get("/")).text
    assert words in page
    directory = load_directory(SEEDS)
    for person in directory.people:
        assert person.username in page
        assert person.password in page
    for portal in directory.portals:
        assert f'href="http://{portal.place.service}.test{portal.place.path}"' in page


@pytest.mark.asyncio
async def test_files_to_upload_can_be_taken(desk: Quart, settings: DeskSettings) -> None:
    """The front page offers the samples that were drawn, as downloads, and no other file of the home folder."""
    (settings.home / "samples").mkdir(parents=True)
    (settings.home / "samples" / "photo.jpg").write_bytes(b"jpg")
    (settings.home / "samples" / "other.txt").write_bytes(b"text")
    async with browser(desk) as client:
        page = (await client.get("/")).text
        assert 'href="/samples/photo.jpg"' in page
        assert "entry-permit.pdf" not in page
        taken = await client.get("/samples/photo.jpg")
        assert taken.content == b"jpg"
        assert taken.headers["Content-Disposition"].startswith("attachment")
        assert (await client.get("/samples/other.txt")).status_code == 404


@pytest.mark.asyncio
async def test_a_mail_arrives_and_is_shown(desk: Quart, settings: DeskSettings, clock: FakeClock) -> None:
    """Mails are caught over SMTP, listed newest first, found by address whatever its case, shown in a sandbox."""
    await anyio.to_thread.run_sync(send, settings, mail("meili@example.com", "第一封 First"))
    clock.advance(seconds=1)
    await anyio.to_thread.run_sync(send, settings, mail("other@example.com", "Second"))
    async with browser(desk) as client:
        everything = (await client.get("/mailbox/messages")).json()
        assert [each["subject"] for each in everything] == ["Second", "第一封 First"]
        (found,) = (await client.get("/mailbox/messages", params={"to": "MEILI@example.com"})).json()
        assert found["to"] == ["meili@example.com"]
        assert "啟用連結" in found["text"]
        page = (await client.get(f"/mailbox/{found['id']}")).text
        assert 'href="http://idp.test/activate/abc"' in page
        assert "<script>alert(1)" not in page
        framed = await client.get(f"/mailbox/{found['id']}/html")
        assert "sandbox" in framed.headers["Content-Security-Policy"]
        assert framed.headers["X-Frame-Options"] == "SAMEORIGIN"
        assert (await client.get("/mailbox/nothing")).status_code == 404
        assert (await client.get("/mailbox/..%2F..%2Fsettings")).status_code == 404


@pytest.mark.asyncio
async def test_mails_outlive_a_restart(settings: DeskSettings, clock: FakeClock) -> None:
    """A second start of the desk still has the mails of the first."""
    async with create_app(settings, clock).test_app():
        await anyio.to_thread.run_sync(send, settings, mail("meili@example.com", "Kept"))
    async with create_app(settings, clock).test_app() as serving, browser(serving.app) as client:
        assert "Kept" in (await client.get("/mailbox")).text


@pytest.mark.asyncio
async def test_the_gateway_stands_beside(desk: Quart) -> None:
    """The gateway's page and its JSON are served, and its behaviour is set by a program; nonsense is refused."""
    async with browser(desk) as client:
        assert "Payment gateway" in (await client.get("/gateway/")).text
        told = (await client.post("/gateway/control.json", json={"behaviour": "twice"})).json()
        assert told["behaviour"] == "twice"
        assert (await client.post("/gateway/control.json", json={"behaviour": "nonsense"})).status_code == 400
        order = await client.post("/gateway/Cashier/AioCheckOut/V5", data={"MerchantID": "3002607"})
        assert order.status_code == 400
        assert "missing" in order.text


def test_the_declared_people_hang_together() -> None:
    """Made-up numbers are valid, names are unique, and a tour's places exist."""
    directory = load_directory(SEEDS)
    names = [(person.population, person.username) for person in directory.people]
    assert len(set(names)) == len(names)
    for person in directory.people:
        number = person.fields.get("id_number")
        assert number is None or is_mainland_identity_number(number)
    services = {"idp", "caseportal", "statistics", "desk"}
    for tour in directory.tours:
        for step in tour.steps:
            assert (step.place is None) == (step.link is None)
            assert step.place is None or step.place.service in services
