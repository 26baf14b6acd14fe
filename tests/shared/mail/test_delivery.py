"""Mail is never lost and never doubled: the outbox against a real SMTP server, up and down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message

from shared.i18n import Language
from shared.mail import MailContext, QueuedMail, RenderedMail, SmtpTransport, deliver_due, mail
from shared.mail.delivery import MOST_TRIES, delay_after
from shared.mail.transport import compose
from shared.sealing import Sealer
from tests.conftest import FakeClock, free_port

FOLDER = Path(__file__).parent / "templates"


@mail("example", FOLDER)
def example(name: str) -> MailContext:
    """A mail for these tests."""
    return {"name": name}


class MemoryQueue:
    """An outbox in memory, for the rules of delivery; the real tables have tests of their own."""

    def __init__(self, *rows: QueuedMail) -> None:
        self.waiting = {row.id: row for row in rows}
        self.due: dict[int, datetime] = {}
        self.sent_ids: list[int] = []
        self.failed_ids: list[int] = []

    async def claim(self, limit: int, now: datetime, until: datetime) -> list[QueuedMail]:
        rows = [row for row in self.waiting.values() if self.due.get(row.id, now) <= now][:limit]
        self.due.update({row.id: until for row in rows})
        return rows

    async def sent(self, mail_id: int, now: datetime) -> None:
        del self.waiting[mail_id]
        self.sent_ids.append(mail_id)

    async def retry(self, mail_id: int, at: datetime) -> None:
        self.waiting[mail_id] = replace(self.waiting[mail_id], tries=self.waiting[mail_id].tries + 1)
        self.due[mail_id] = at

    async def failed(self, mail_id: int, now: datetime) -> None:
        del self.waiting[mail_id]
        self.failed_ids.append(mail_id)


class Inbox(Message):
    """Keeps what the server receives."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[object] = []

    def handle_message(self, message: object) -> None:
        self.messages.append(message)


@pytest.fixture
def server() -> Iterator[tuple[str, Inbox]]:
    """A real SMTP server on loopback: its address and its inbox."""
    inbox = Inbox()
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield f"smtp://127.0.0.1:{controller.port}", inbox
    controller.stop()


def _row(sealer: Sealer, language: Language = "zh-Hant-TW") -> QueuedMail:
    return QueuedMail(1, "amy@example.org", example("王小明").render(language).sealed(sealer), "<1@example.org>", 0)


@pytest.mark.asyncio
async def test_a_due_mail_leaves_once(server: tuple[str, Inbox], sealer: Sealer, clock: FakeClock) -> None:
    """Sent, with text and HTML, and not sent again."""
    queue = MemoryQueue(_row(sealer))
    transport = SmtpTransport(server[0], "gatehouse@example.gov.tw")
    assert await deliver_due(queue, transport, sealer, clock) == 1
    assert await deliver_due(queue, transport, sealer, clock) == 0
    (message,) = server[1].messages
    assert [part.get_content_type() for part in message.walk()] == ["multipart/alternative", "text/plain", "text/html"]  # type: ignore[attr-defined]


@pytest.mark.asyncio
async def test_a_server_that_is_down_delays_and_loses_nothing(sealer: Sealer, clock: FakeClock) -> None:
    """Nothing leaves while the server is away; the mail waits longer each time and leaves when it is back."""
    queue = MemoryQueue(_row(sealer))
    away = SmtpTransport("smtp://127.0.0.1:1", "gatehouse@example.gov.tw")
    assert await deliver_due(queue, away, sealer, clock) == 0
    assert queue.due[1] == clock() + delay_after(1)
    assert await deliver_due(queue, away, sealer, clock) == 0
    assert queue.waiting[1].tries == 1
    clock.advance(seconds=11)
    inbox = Inbox()
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        back = SmtpTransport(f"smtp://127.0.0.1:{controller.port}", "gatehouse@example.gov.tw")
        assert await deliver_due(queue, back, sealer, clock) == 1
    finally:
        controller.stop()
    assert len(inbox.messages) == 1


@pytest.mark.asyncio
async def test_a_hopeless_mail_is_given_up_in_public(sealer: Sealer, clock: FakeClock) -> None:
    """After the last try it counts as failed and is kept out of the way."""
    queue = MemoryQueue(replace(_row(sealer), tries=MOST_TRIES - 1))
    assert await deliver_due(queue, SmtpTransport("smtp://127.0.0.1:1", "a@example.org"), sealer, clock) == 0
    assert queue.failed_ids == [1]


def test_hostile_values_stay_text() -> None:
    """A name with markup and line breaks changes neither headers nor HTML."""
    rendered = example("<b>王\r\nBcc: eve@example.org</b>").render("en")
    message = compose(rendered, "a@example.org", "b@example.org", "<1@example.org>")
    assert message["Bcc"] is None
    assert "\n" not in rendered.subject
    assert "<b>" not in rendered.html
    with pytest.raises(ValueError, match=r"linefeed|newline|CR or LF"):
        compose(rendered, "a@example.org", "b@example.org\r\nBcc: eve@example.org", "<1@example.org>")


def test_the_sealed_mail_does_not_show_its_content(sealer: Sealer) -> None:
    """What waits in the outbox cannot be read without the keys and comes back whole."""
    rendered = example("王小明").render("zh-Hant-TW")
    assert "王小明" not in rendered.sealed(sealer)
    assert RenderedMail.unsealed(rendered.sealed(sealer), sealer) == rendered
