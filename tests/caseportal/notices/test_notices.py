"""Mails and the notice board."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from caseportal.models.outbox import OutboxMail
from caseportal.models.transactions import write_transaction
from caseportal.notices.board import NoticeFileError, notices_on, put_notices, read_notices
from caseportal.notices.mails import MAIL_OF_EVENT, CaseNews
from caseportal.notices.outbox import Outbox
from shared.i18n import LANGUAGES, Language, add_catalogue
from shared.mail import RenderedMail, deliver_due
from shared.sealing import Sealer
from tests.conftest import FakeClock

ROOM = Path(__file__).parents[3]
DEMO = ROOM / "deploy" / "demo" / "seeds" / "notices.toml"
HOSTILE = "<b>no</b>\r\nBcc: everybody@example.org"
NEWS = CaseNews(
    "申辦系統", "王美麗", "換發多次證", "115000000001", "000000001", HOSTILE, "next", 1000, "http://p/c", "http://p/pay"
)

for _room in ("", "notices"):
    add_catalogue(ROOM / "caseportal" / _room / "locale")


@pytest.mark.parametrize("event", MAIL_OF_EVENT)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mail_says_the_same_in_text_and_html(event: str, language: Language) -> None:
    """Number in subject and both bodies, officer's words without effect, every word in the language asked for."""
    mail = MAIL_OF_EVENT[event](NEWS).render(language)  # type: ignore[index]  # the keys of the mapping itself
    for part in (mail.subject, mail.text, mail.html):
        assert "115000000001" in part
    assert "申辦系統" in mail.subject
    assert "\n" not in mail.subject
    assert "<b>no</b>" not in mail.html
    assert ("receipt number" in mail.subject.lower()) == (language == "en")


class Line:
    """A transport that can be cut."""

    def __init__(self) -> None:
        self.cut = True
        self.sent: list[tuple[str, str]] = []

    async def send(self, mail: RenderedMail, to: str, message_id: str) -> None:
        """Keeps the mail, or fails like a dead server."""
        if self.cut:
            raise ConnectionRefusedError
        self.sent.append((to, message_id))


@pytest.mark.asyncio
async def test_mail_waits_for_a_dead_server_and_leaves_once(
    portal_database: str, sealer: Sealer, clock: FakeClock
) -> None:
    """The page's transaction is done at once; the mail leaves when the server is back, once, and its content goes."""
    outbox, line = Outbox(sealer, clock, "g@example.org"), Line()
    async with write_transaction() as connection:
        await outbox.post(connection, next(iter(MAIL_OF_EVENT.values()))(NEWS), "meili@example.org", "en")
    row = await OutboxMail.get()
    assert "meili" not in row.recipient_sealed + row.mail_sealed
    assert await deliver_due(outbox, line, sealer, clock) == 0
    line.cut = False
    assert await deliver_due(outbox, line, sealer, clock) == 0
    clock.now += timedelta(seconds=11)
    assert await deliver_due(outbox, line, sealer, clock) == 1
    assert await deliver_due(outbox, line, sealer, clock) == 0
    assert [to for to, _ in line.sent] == ["meili@example.org"]
    sent = await OutboxMail.get()
    assert (sent.mail_sealed, sent.due_at) == ("", None)


@pytest.mark.asyncio
async def test_the_board_shows_what_is_in_force(portal_database: str) -> None:
    """Important first, then newest; not before its day, not after its withdrawal; importing again replaces."""
    declared = read_notices(DEMO)
    withdrawn = declared[2].model_copy(update={"withdrawn_on": date(2026, 11, 1)})
    await put_notices(declared)
    await put_notices([withdrawn])
    assert [each.slug for each in await notices_on(date(2026, 10, 31))] == ["single-to-multiple", "fees", "maintenance"]
    assert [each.slug for each in await notices_on(date(2026, 11, 1))] == ["single-to-multiple", "fees"]
    assert [each.slug for each in await notices_on(date(2026, 8, 1))] == ["maintenance"]


def test_a_notice_in_one_language_only_is_refused(tmp_path: Path) -> None:
    """Both languages or none."""
    file = tmp_path / "notices.toml"
    file.write_text(DEMO.read_text(encoding="utf-8").replace(', en = "Accounting Office"', ""), encoding="utf-8")
    with pytest.raises(NoticeFileError, match="en"):
        read_notices(file)
