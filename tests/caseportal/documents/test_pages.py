"""Downloads for owners and officers, verification for everybody."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio

from caseportal.documents.codes import new_code, printed
from caseportal.documents.kinds import DocumentKind, DocumentState
from caseportal.documents.queueing import code_index
from caseportal.models.cases import Case
from caseportal.models.documents import Document
from caseportal.models.payments import FeeReceipt, PaymentAttempt
from tests.caseportal.payments.database import NOW, approved_case, opened
from tests.caseportal.payments.site import Site
from tests.conftest import FakeClock

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def site(tmp_path: Path, sqlite_url: str, clock: FakeClock) -> AsyncIterator[Site]:
    """A portal with its document pages."""
    async with opened(sqlite_url, fresh=True):
        site = Site(tmp_path, sqlite_url, clock)
        yield site
        await site.close()


async def issued(site: Site, **changes: object) -> tuple[Document, Case, str]:
    """A permit of student-1 that is ready, its case, and the code on it."""
    case, code = await approved_case(), new_code()
    key = f"ab/{uuid4().hex}"
    await site.portal_services.storage.put(key, b"%PDF-1.7 test")
    values: dict[str, object] = {
        "case_id": case.id,
        "kind": DocumentKind.PERMIT,
        "state": DocumentState.READY,
        "code_index": code_index(site.portal_services.sealer, code),
        "code_sealed": "",
        "due_at": NOW,
        "created_at": NOW,
        "ready_at": NOW,
        "storage_key": key,
        "valid_until": date(2028, 11, 20),
    }
    document = await Document.create(**values | changes)
    attempt = await PaymentAttempt.create(
        number=uuid4().hex[:20], payer=case.owner, gateway="ecpay", method="credit_card", amount=1000,
        language="en", created_at=NOW, expires_at=NOW,
    )  # fmt: skip
    await FeeReceipt.create(
        case_id=case.id, attempt_id=attempt.id, number=str(uuid4().int)[:12], amount=1000, method="credit_card",
        paid_at=datetime(2026, 11, 20, 16, 30, tzinfo=UTC),
    )  # fmt: skip
    return document, case, code


async def test_the_owner_finds_and_downloads(site: Site) -> None:
    """The owner sees the permit in the list and gets the file, to save or to open."""
    document, case, _code = await issued(site)
    async with site.browser("student-1") as browser:
        assert case.receipt_number in (await browser.get("/documents")).text
        saved = await browser.get(f"/documents/{document.id}/file")
        assert saved.content == b"%PDF-1.7 test"
        assert saved.headers["Content-Disposition"] == f'attachment; filename="permit-{case.receipt_number}.pdf"'
        shown = await browser.get(f"/documents/{document.id}/file?open=1")
        assert shown.headers["Content-Disposition"].startswith("inline")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("number={number}", True),
        ("group={group}", True),
        ("number=999999999999", False),
        ("paid_from=2026-11-21&paid_until=2026-11-21", True),
        ("paid_until=2026-11-20", False),
        ("paid_from=2026-11-22", False),
    ],
)
async def test_searching(site: Site, query: str, found: bool) -> None:
    """Group number, receipt number and payment dates find the document; dates are days of Taiwan, both included."""
    _document, case, _code = await issued(site)
    async with site.browser("student-1") as browser:
        page = await browser.get(
            "/documents/permits?" + query.format(number=case.receipt_number, group=case.group_number)
        )
    assert (f"/documents/{_document.id}/file" in page.text) is found


async def test_a_date_that_is_none(site: Site) -> None:
    """A day that does not exist brings words beside the field."""
    async with site.browser("student-1") as browser:
        page = await browser.get("/documents/receipts?paid_from=2026-02-30")
    assert "Enter a real date" in page.text


async def test_only_owner_and_reviewers_get_the_file(site: Site) -> None:
    """Another student finds no such document, nobody signed in is led to sign in, an officer gets it."""
    document, case, _code = await issued(site)
    address = f"/documents/{document.id}/file"
    async with site.browser("student-2") as browser:
        assert (await browser.get(address)).status_code == 404
        assert case.receipt_number not in (await browser.get("/documents/permits")).text
    async with site.browser() as browser:
        assert (await browser.get(address, follow_redirects=False)).status_code == 303
    async with site.browser("officer-1") as browser:
        assert (await browser.get(address)).status_code == 200


async def test_a_document_in_the_making_is_told(site: Site) -> None:
    """While the job waits, the list says so and there is no file."""
    document, _case, code = await issued(site, state=DocumentState.WAITING, storage_key=None)
    async with site.browser("student-1") as browser:
        assert "Being made" in (await browser.get("/documents/permits")).text
        assert (await browser.get(f"/documents/{document.id}/file")).status_code == 404
        assert (await browser.get(f"/verify/{code}")).status_code == 404


async def test_anybody_can_verify_and_learns_no_name(site: Site) -> None:
    """The public page says kind, number, dates and standing to anybody, and nobody's name."""
    _document, case, code = await issued(site)
    async with site.browser() as browser:
        page = await browser.get(f"/verify/{printed(code)}")
    assert page.status_code == 200
    assert "Issued by us and valid" in page.text
    assert case.receipt_number in page.text
    assert case.applicant_name not in page.text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"state": DocumentState.REVOKED, "ended_at": NOW}, "has been revoked"),
        ({"state": DocumentState.SUPERSEDED, "ended_at": NOW}, "replaced by a newer one"),
        ({"valid_until": date(2026, 11, 20)}, "has expired"),
    ],
)
async def test_documents_that_no_longer_hold(site: Site, changes: dict[str, object], words: str) -> None:
    """Revoked, superseded and expired documents are told apart, and none is called valid."""
    _document, _case, code = await issued(site, **changes)
    async with site.browser() as browser:
        page = await browser.get(f"/verify/{code}")
    assert words in page.text
    assert "Issued by us and valid" not in page.text


async def test_codes_that_are_not_ours(site: Site) -> None:
    """An unknown code, and text that is no code, are answered the same way; guessing is slowed down."""
    async with site.browser() as browser:
        for typed in (new_code(), "nonsense", "%3Cscript%3E"):
            page = await browser.get(f"/verify/{typed}")
            assert page.status_code == 404
            assert "We know of no document" in page.text
        statuses = {(await browser.get(f"/verify/{new_code()}")).status_code for _ in range(30)}
    assert 429 in statuses


async def test_a_code_can_be_typed(site: Site) -> None:
    """Typing the code leads to its page; a wrong one brings words beside the field."""
    _document, _case, code = await issued(site)
    async with site.browser() as browser:
        form = await browser.get("/verify")
        token = form.text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
        wrong = await browser.post("/verify", data={"csrf_token": token, "code": "ABC", "action": "continue"})
        assert "That is not a code" in wrong.text
        right = await browser.post("/verify", data={"csrf_token": token, "code": printed(code).lower()})
        assert "Issued by us and valid" in right.text
