"""Officers: from the queue to a decision."""

from uuid import UUID

import pytest

from caseportal.cases.states import CaseState
from caseportal.models.cases import Case
from caseportal.models.documents import Document
from caseportal.models.outbox import OutboxMail
from tests.caseportal.people import OFFICER, SECOND_OFFICER, STUDENT
from tests.caseportal.site import Browser, Site, picture

pytestmark = pytest.mark.asyncio


async def submitted(site: Site) -> tuple[Browser, str]:
    """A student's browser and their submitted case."""
    student = site.browser()
    await student.sign_in(STUDENT)
    return student, await student.apply()


async def officer_at(site: Site, case_id: str, person: dict[str, object] = OFFICER) -> Browser:
    """An officer's browser on the screen of a case."""
    browser = site.browser()
    await browser.sign_in(dict(person), f"/officers/cases/{case_id}")
    await browser.get(f"/officers/cases/{case_id}")
    return browser


async def test_claim_compare_and_approve(site: Site) -> None:
    """The officer sees the case in the queue, what differs from the registry, and approves; the student is told."""
    student, case_id = await submitted(site)
    officer = await officer_at(site, case_id)
    assert "115000000001" in (await officer.get("/officers/queue")).text
    page = await officer.get(f"/officers/cases/{case_id}")
    assert "Nothing differs from the registry" in page.text
    await officer.post(f"/officers/cases/{case_id}", {"action": "claim"})
    page = await officer.get(f"/officers/cases/{case_id}")
    assert "陳承辦" in page.text
    await officer.post(f"/officers/cases/{case_id}", {"action": "approve"})
    case = await Case.get(id=case_id)
    assert case.state is CaseState.APPROVED
    assert [mail.name for mail in await OutboxMail.all().order_by("id")] == ["case_submitted", "case_approved"]
    assert await Document.all().count() == 0
    page = await student.get("/todo")
    assert 'href="/payments"' in page.text


async def test_differences_are_marked_in_words(site: Site) -> None:
    """A department that is not the registry's is marked, not by colour alone."""
    student = site.browser()
    await student.sign_in(STUDENT)
    case_id = await student.draft()
    await student.fill(case_id)
    await student.get(f"/cases/{case_id}/edit/studies")
    changed = {"department": "哲學系", "programme": "bachelor", "grade": "year_2", "highest_education": "高中"}
    await student.post(f"/cases/{case_id}/edit/studies", changed)
    await student.get(f"/cases/{case_id}/check")
    await student.post(f"/cases/{case_id}/check")
    officer = await officer_at(site, case_id)
    assert "2 entries differ from the registry" in officer.last.text
    assert "Differs:" in officer.last.text


async def test_the_second_officer_is_told_that_the_case_is_taken(site: Site) -> None:
    """Both saw it free; one claims it, the other reads that it has moved on."""
    _, case_id = await submitted(site)
    first = await officer_at(site, case_id)
    second = await officer_at(site, case_id, SECOND_OFFICER)
    await first.post(f"/officers/cases/{case_id}", {"action": "claim"})
    page = await second.post(f"/officers/cases/{case_id}", {"action": "claim"})
    assert "moved on in the meantime" in page.text
    assert (await Case.get(id=case_id)).officer == OFFICER["sub"]


async def test_return_correct_and_send_again(site: Site) -> None:
    """Returned with remarks, every answer open, a reply, and back in the queue as the same case."""
    student, case_id = await submitted(site)
    officer = await officer_at(site, case_id)
    await officer.post(f"/officers/cases/{case_id}", {"action": "claim"})
    await officer.get(f"/officers/cases/{case_id}")
    page = await officer.post(f"/officers/cases/{case_id}", {"action": "return"})
    assert "Write the reason" in page.text
    await officer.post(f"/officers/cases/{case_id}", {"action": "return", "note": "電話有誤 <b>請更正</b>"})
    page = await student.get(f"/cases/{case_id}/check")
    assert "電話有誤 &lt;b&gt;請更正&lt;/b&gt;" in page.text
    await student.get(f"/cases/{case_id}/edit/contact?change=1")
    corrected = {"mainland_address": "廣州", "taiwan_phone": "0922222222", "taiwan_address": "臺北"}
    page = await student.post(f"/cases/{case_id}/edit/contact?change=1", corrected)
    assert page.location == f"/cases/{case_id}/check"
    await student.get(f"/cases/{case_id}/check")
    await student.post(f"/cases/{case_id}/check", {"reply": "已更正"})
    case = await Case.get(id=case_id)
    assert (case.state, case.officer, case.receipt_number) == (CaseState.SUBMITTED, None, "115000000001")
    page = await officer.get(f"/officers/cases/{case_id}")
    assert "已更正" in page.text
    assert "0922222222" in page.text


async def test_request_for_documents_opens_the_files_only(site: Site) -> None:
    """The answers stay closed, files can be added."""
    student, case_id = await submitted(site)
    officer = await officer_at(site, case_id)
    await officer.post(f"/officers/cases/{case_id}", {"action": "claim"})
    await officer.get(f"/officers/cases/{case_id}")
    await officer.post(f"/officers/cases/{case_id}", {"action": "request_documents", "note": "請補健康檢查"})
    assert (await student.get(f"/cases/{case_id}/edit/contact")).location == f"/cases/{case_id}?closed=1"
    await student.get(f"/cases/{case_id}/edit/files?change=1")
    page = await student.post(
        f"/cases/{case_id}/edit/files?change=1", files={"file_health": ("health.png", picture(kind="PNG"))}
    )
    assert page.location == f"/cases/{case_id}/check"
    await student.get(f"/cases/{case_id}/check")
    await student.post(f"/cases/{case_id}/check")
    assert (await Case.get(id=case_id)).state is CaseState.SUBMITTED
    names = [file.name for file in await site.services.files.of_case(UUID(case_id))]
    assert "health.png" in names


@pytest.mark.parametrize(("action", "state"), [("refuse", CaseState.REFUSED), ("not_accept", CaseState.NOT_ACCEPTED)])
async def test_refusing_with_a_reason(site: Site, action: str, state: CaseState) -> None:
    """The reason is in the applicant's timeline and the case in its section."""
    student, case_id = await submitted(site)
    officer = await officer_at(site, case_id)
    await officer.post(f"/officers/cases/{case_id}", {"action": "claim"})
    await officer.get(f"/officers/cases/{case_id}")
    await officer.post(f"/officers/cases/{case_id}", {"action": action, "note": "資格不符"})
    assert (await Case.get(id=case_id)).state is state
    assert "資格不符" in (await student.get(f"/cases/{case_id}")).text


async def test_drafts_and_unknown_cases_are_not_there_for_officers(site: Site) -> None:
    """What was not sent is nobody's business."""
    student = site.browser()
    await student.sign_in(STUDENT)
    case_id = await student.draft()
    officer = await officer_at(site, case_id)
    assert officer.last.status == 404
    assert case_id not in (await officer.get("/officers/queue?state=draft")).text


async def test_students_and_roleless_staff_do_not_get_in(site: Site) -> None:
    """A student's account is the wrong kind; staff without a role is told whom to ask; nobody else is let in."""
    student, case_id = await submitted(site)
    assert (await student.get("/officers/queue")).status == 403
    assert (await student.post(f"/officers/cases/{case_id}", {"action": "claim"})).status == 403
    roleless = site.browser()
    await roleless.sign_in({**OFFICER, "roles": []})
    assert "has no role here" in (await roleless.get("/officers/queue")).text
    assert (
        await site.browser().get("/officers/queue")
    ).location == "/sso/sign-in?population=staff&next=%2Fofficers%2Fqueue"


@pytest.mark.parametrize(
    "query", ["", "?state=approved", "?type=multi_entry&mine=1", "?number=1150x", "?page=999&state=x"]
)
async def test_filters_stand_in_the_address(site: Site, query: str) -> None:
    """Any address of the queue answers, and says what is empty."""
    officer = site.browser()
    await officer.sign_in(OFFICER)
    assert (await officer.get(f"/officers/queue{query}")).status == 200
