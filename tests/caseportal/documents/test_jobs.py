"""Jobs of documents: each is done exactly once, whoever is killed in the middle of it."""

import asyncio
import io
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest
import pytest_asyncio
from pyhanko.pdf_utils.reader import PdfFileReader
from tortoise.transactions import in_transaction

from caseportal.cases.states import CaseState
from caseportal.documents.codes import new_code, printed, read_code
from caseportal.documents.keys import SigningKey
from caseportal.documents.kinds import DocumentKind, DocumentState
from caseportal.documents.queueing import code_index
from caseportal.models.cases import Attachment, Case
from caseportal.models.documents import Document
from shared.sealing import Sealer, new_key
from tests.caseportal.documents.desk import ANSWERS, Desk, paid_case
from tests.caseportal.payments.database import opened
from tests.conftest import FakeClock


@pytest.fixture
def keys() -> tuple[str, str]:
    """A sealing key and an index key that two processes can share."""
    return f"t1:{new_key()}", new_key()


@pytest_asyncio.fixture
async def desk(
    database_url: str, tmp_path: Path, fonts: Path, signing_key: SigningKey, keys: tuple[str, str], clock: FakeClock
) -> AsyncIterator[Desk]:
    """A worker of documents, on SQLite and on PostgreSQL."""
    async with opened(database_url, fresh=True):
        desk = Desk(tmp_path, fonts, signing_key, Sealer([keys[0]], keys[1]), clock)
        yield desk
        desk.pool.close()


async def queue(desk: Desk, case: Case, *kinds: DocumentKind) -> None:
    """Queues documents in a transaction of their own."""
    async with in_transaction() as connection:
        for kind in kinds:
            await desk.queue.queue(connection, case, kind)


def files(home: Path) -> list[Path]:
    """Every document file, finished or not."""
    return [file for file in (home / "documents").rglob("*") if file.is_file() and file.parent.name != "in"]


@pytest.mark.asyncio
async def test_both_documents_are_made_and_the_case_is_issued(desk: Desk, tmp_path: Path) -> None:
    """Permit and receipt are made, signed and stored, and with the last of them the case is issued."""
    case = await paid_case(desk)
    await queue(desk, case, DocumentKind.PERMIT, DocumentKind.RECEIPT)
    assert await desk.jobs.run_due() == 2
    assert await desk.jobs.run_due() == 0
    assert (await Case.get(id=case.id)).state is CaseState.ISSUED
    permit = await Document.get(case_id=case.id, kind=DocumentKind.PERMIT)
    assert (permit.state, permit.tries, permit.lease) == (DocumentState.READY, 1, None)
    assert permit.storage_key is not None
    made = await desk.storage.get(permit.storage_key)
    assert len(made) == permit.size
    assert len(PdfFileReader(io.BytesIO(made)).embedded_signatures) == 1
    assert len(files(tmp_path)) == 2


@pytest.mark.asyncio
async def test_queueing_twice_makes_one_document(desk: Desk) -> None:
    """A second event that asks for the same document finds it queued."""
    case = await paid_case(desk)
    await queue(desk, case, DocumentKind.RECEIPT)
    await queue(desk, case, DocumentKind.RECEIPT)
    assert await Document.filter(case_id=case.id).count() == 1


@pytest.mark.asyncio
async def test_the_code_is_kept_sealed_and_found_by_its_digest(desk: Desk) -> None:
    """The row holds the verification code sealed, and the public page finds it by what the paper says."""
    case = await paid_case(desk)
    await queue(desk, case, DocumentKind.RECEIPT)
    document = await Document.get(case_id=case.id)
    code = desk.sealer.open(document.code_sealed, f"document:{document.id}:code")
    typed = read_code(printed(code).lower().replace("0", "o"))
    assert typed == code
    assert code_index(desk.sealer, typed) == document.code_index


@pytest.mark.asyncio
async def test_a_killed_rendering_process_is_replaced(desk: Desk, tmp_path: Path, clock: FakeClock) -> None:
    """The process that renders is killed in the middle: the job waits, is done again, and one document results."""
    case = await paid_case(desk)
    await queue(desk, case, DocumentKind.RECEIPT)
    running = asyncio.create_task(desk.jobs.run_due())
    while not desk.pool.process_ids():
        await asyncio.sleep(0.02)
    os.kill(desk.pool.process_ids()[0], signal.SIGKILL)
    assert await running == 1
    document = await Document.get(case_id=case.id)
    assert (document.state, document.failure, document.lease) == (DocumentState.WAITING, "the process died", None)
    assert await desk.jobs.run_due() == 0
    clock.advance(seconds=11)
    assert await desk.jobs.run_due() == 1
    await document.refresh_from_db()
    assert (document.state, document.tries, document.failure) == (DocumentState.READY, 2, "")
    assert len(files(tmp_path)) == 1


@pytest.mark.asyncio
async def test_a_killed_worker_loses_its_claim(
    desk: Desk, database_url: str, tmp_path: Path, fonts: Path, signing_key: SigningKey, keys: tuple[str, str],
    clock: FakeClock,
) -> None:  # fmt: skip
    """The whole worker is killed in the middle of a document: another one does the job when the claim has run out."""
    case = await paid_case(desk)
    await queue(desk, case, DocumentKind.RECEIPT)
    script = Path(__file__).with_name("work_in_process.py")
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(script), database_url, str(tmp_path), str(fonts), str(signing_key.folder), *keys
    )
    async with asyncio.timeout(120):
        while (await Document.get(case_id=case.id)).tries == 0:
            await asyncio.sleep(0.02)
        while not (children := psutil.Process(process.pid).children(recursive=True)):
            await asyncio.sleep(0.02)
    process.kill()
    await process.wait()
    document = await Document.get(case_id=case.id)
    assert (document.state, document.tries) == (DocumentState.WAITING, 1)
    assert await desk.jobs.run_due() == 0
    clock.advance(minutes=4)
    assert await desk.jobs.run_due() == 1
    await document.refresh_from_db()
    assert (document.state, document.tries) == (DocumentState.READY, 2)
    assert len(files(tmp_path)) == 1
    _gone, alive = await asyncio.to_thread(psutil.wait_procs, children, 10)
    assert not alive


@pytest.mark.asyncio
async def test_a_worker_that_was_too_slow_changes_nothing(desk: Desk, tmp_path: Path, clock: FakeClock) -> None:
    """A worker that finishes after its claim went to another one leaves the other's document alone."""
    case = await paid_case(desk)
    await queue(desk, case, DocumentKind.RECEIPT)
    slow = await desk.jobs._claim()
    assert slow is not None
    clock.advance(minutes=4)
    assert await desk.jobs.run_due() == 1
    stored = await Document.get(case_id=case.id)
    await desk.jobs._do(slow)
    again = await Document.get(case_id=case.id)
    assert (again.storage_key, again.sha256) == (stored.storage_key, stored.sha256)
    assert len(files(tmp_path)) == 1


@pytest.mark.asyncio
async def test_a_case_that_lacks_an_answer_is_tried_and_given_up(desk: Desk, clock: FakeClock) -> None:
    """A document that cannot be made is tried ten times, further and further apart, and then waits for an operator."""
    case = await paid_case(desk)
    answers = {key: value for key, value in ANSWERS.items() if key != "birth_date"}
    case.answers_sealed = desk.sealer.seal(str(answers).replace("'", '"'), f"case:{case.id}:answers")
    await case.save()
    await queue(desk, case, DocumentKind.PERMIT)
    for _ in range(10):
        assert await desk.jobs.run_due() == 1
        clock.advance(hours=1)
    document = await Document.get(case_id=case.id)
    assert document.state is DocumentState.FAILED
    assert ANSWERS["chinese_name"] not in document.failure
    assert (await Case.get(id=case.id)).state is CaseState.PAID


@pytest.mark.asyncio
async def test_a_removed_portrait_is_not_printed(desk: Desk) -> None:
    """Only a portrait that the applicant has not removed is used; without one the permit is made all the same."""
    case = await paid_case(desk)
    await Attachment.filter(case_id=case.id).update(removed_at=case.created_at)
    await queue(desk, case, DocumentKind.PERMIT)
    assert await desk.jobs.run_due() == 1
    assert (await Document.get(case_id=case.id)).state is DocumentState.READY


def test_codes_are_long_and_forgiving() -> None:
    """A code has 130 random bits, reads back as printed, and nonsense is no code."""
    code = new_code()
    assert len(code) * 5 >= 128
    assert read_code(f" {printed(code).lower()} ") == code
    assert len({new_code() for _ in range(100)}) == 100
    for nonsense in ("", "U" * 26, code[:-1], code + "0", "../" * 9, "７" * 26, "0" * 1000):
        assert read_code(nonsense) is None
