"""The worker of the portal: its loop, its purge, and faults that it must live through."""

import asyncio
import os
import signal
import sys
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from tortoise.exceptions import OperationalError

from caseportal import worker
from caseportal.cases.states import CaseState
from caseportal.jobs import Job
from caseportal.models.cases import Attachment, Case
from caseportal.models.outbox import OutboxMail
from caseportal.models.sessions import PortalSession
from caseportal.worker import mail_job, purge_job, repeat
from tests.caseportal.people import STUDENT
from tests.caseportal.site import Site, picture
from tests.conftest import FakeClock

pytestmark = pytest.mark.asyncio


class DoneError(Exception):
    """Ends a loop that has no end."""


async def test_a_round_that_found_work_is_followed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work left means no pause; no work means the job's own pause; a store that is away a longer one."""
    answers: list[int | Exception] = [3, 0, OperationalError("away"), OSError("no route"), DoneError()]
    pauses: list[float] = []

    async def run() -> int:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    monkeypatch.setattr(worker.asyncio, "sleep", sleep)
    with pytest.raises(DoneError):
        await repeat(Job("test", timedelta(seconds=7), run))
    assert pauses == [0, 7, 10, 10]


def stored(site: Site) -> list[Path]:
    """Every uploaded file on disk."""
    return [file for file in site.services.settings.attachments.rglob("*") if file.is_file()]


async def test_the_purge_takes_what_is_over(site: Site, clock: FakeClock) -> None:
    """Sessions, old drafts with their files, and removed files go; what was sent stays."""
    browser = site.browser()
    await browser.sign_in(STUDENT)
    case_id = await browser.draft()
    address = f"/cases/{case_id}/edit/files"
    await browser.get(address)
    await browser.post(address, {"action": "upload"}, {"file_photo": ("a.jpg", picture())})
    await browser.get(address)
    await browser.post(address, {"action": "upload"}, {"file_photo": ("b.jpg", picture())})
    assert len(stored(site)) == 2
    purge = purge_job(site.services)
    clock.advance(days=31)
    await purge.run()
    assert (len(stored(site)), await PortalSession.all().count()) == (1, 0)
    clock.advance(days=60)
    await purge.run()
    assert (await Case.all().count(), await Attachment.all().count(), stored(site)) == (0, 0, [])


async def test_the_purge_leaves_what_was_sent(site: Site, clock: FakeClock) -> None:
    """A submitted case and its files outlive every purge."""
    browser = site.browser()
    await browser.sign_in(STUDENT)
    case_id = await browser.apply()
    clock.advance(days=400)
    await purge_job(site.services).run()
    assert (await Case.get(id=case_id)).state is CaseState.SUBMITTED
    assert len(stored(site)) == await Attachment.filter(case_id=case_id).count() == 3


async def test_a_discarded_draft_takes_its_files_along(site: Site) -> None:
    """Rows and content go at once."""
    browser = site.browser()
    await browser.sign_in(STUDENT)
    case_id = await browser.draft()
    await browser.get(f"/cases/{case_id}/edit/files")
    await browser.post(f"/cases/{case_id}/edit/files", {"action": "upload"}, {"file_photo": ("a.jpg", picture())})
    await browser.get(f"/cases/{case_id}/edit/files")
    page = await browser.post(f"/cases/{case_id}/discard")
    assert page.location == "/todo?tab=multi_entry"
    assert (await Case.all().count(), stored(site)) == (0, [])


async def test_a_refused_file_leaves_nothing_on_disk(site: Site) -> None:
    """Files beyond the number of an item do not fill the disk."""
    browser = site.browser()
    await browser.sign_in(STUDENT)
    case_id = await browser.draft()
    item = next(each for each in site.services.case_types.of_case("multi_entry").attachments if each.key == "health")
    address = f"/cases/{case_id}/edit/files"
    for _ in range(item.max_files):
        await browser.get(address)
        await browser.post(address, {"action": "upload"}, {"file_health": ("a.jpg", picture())})
    await browser.get(address)
    page = await browser.post(address, {"action": "upload"}, {"file_health": ("a.jpg", picture())})
    assert "takes at most" in page.text
    assert len(stored(site)) == len(await site.services.files.of_case(UUID(case_id))) == item.max_files


async def test_a_case_is_sent_while_the_mail_server_is_down(site: Site, clock: FakeClock) -> None:
    """The page works, the mail waits with the case, and a try is put off."""
    browser = site.browser()
    await browser.sign_in(STUDENT)
    case_id = await browser.apply()
    assert "115000000001" in (await browser.get(f"/cases/{case_id}/submitted")).text
    assert await mail_job(site.services).run() == 0
    mail = await OutboxMail.get()
    assert (mail.sent_at, mail.tries) == (None, 1)
    assert mail.due_at is not None
    assert mail.due_at > clock()


async def test_a_worker_killed_while_it_sends_loses_no_mail(site: Site, clock: FakeClock) -> None:
    """A worker takes a mail and is killed before it has sent it: when its claim has run out, another one takes it."""
    browser = site.browser()
    await browser.sign_in(STUDENT)
    await browser.apply()
    program = (
        "import asyncio, sys\n"
        "from datetime import datetime, timedelta\n"
        "from caseportal.models.opening import open_database\n"
        "from caseportal.notices.outbox import Outbox\n"
        "from shared.sealing import Sealer\n"
        "async def main(url, key, index, now):\n"
        "    await open_database(url)\n"
        "    at = datetime.fromisoformat(now)\n"
        "    outbox = Outbox(Sealer([key], index), lambda: at, 'g@example.org')\n"
        "    print(len(await outbox.claim(10, at, at + timedelta(minutes=5))), flush=True)\n"
        "    await asyncio.Event().wait()\n"
        "asyncio.run(main(*sys.argv[1:]))\n"
    )
    settings = site.services.settings
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, settings.database_url, settings.sealing_keys[0],
        settings.index_key.get_secret_value(), clock().isoformat(), stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    assert await process.stdout.readline() == b"1\n"
    os.kill(process.pid, signal.SIGKILL)
    await process.wait()
    later = clock() + timedelta(minutes=6)
    assert await site.services.outbox.claim(10, clock(), later) == []
    clock.advance(minutes=6)
    claimed = await site.services.outbox.claim(10, clock(), clock() + timedelta(minutes=5))
    assert [mail.tries for mail in claimed] == [0]
