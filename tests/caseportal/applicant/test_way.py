"""The way of an applicant, page by page, over real forms and a real database."""

from uuid import UUID

import pytest

from caseportal.cases.states import CaseState
from caseportal.models.cases import Case, CaseHistory
from caseportal.models.outbox import OutboxMail
from tests.caseportal.people import OTHER_STUDENT, STUDENT
from tests.caseportal.site import Site, picture

pytestmark = pytest.mark.asyncio


async def test_from_declaration_to_receipt_number(site: Site) -> None:
    """A student agrees, gives the permit number, fills in, uploads, sends, and gets one number and one mail."""
    browser = site.browser()
    await browser.sign_in(STUDENT)
    case_id = await browser.apply()
    page = await browser.get(f"/cases/{case_id}/submitted")
    case = await Case.get(id=case_id)
    assert case.state is CaseState.SUBMITTED
    assert case.receipt_number == "115000000001"
    assert "115000000001" in page.text
    assert [mail.name for mail in await OutboxMail.all()] == ["case_submitted"]


async def test_form_is_prefilled_and_the_school_read_only(site: Site) -> None:
    """What the registry knows stands in the form; a posted school is ignored."""
    browser = site.browser()
    await browser.sign_in(STUDENT)
    case_id = await browser.draft()
    page = await browser.get(f"/cases/{case_id}/edit/applicant")
    assert 'value="WANG MEI-LI"' in page.text
    await browser.get(f"/cases/{case_id}/edit/studies")
    await browser.post(f"/cases/{case_id}/edit/studies", {"school": "Elsewhere", "action": "save"})
    page = await browser.get(f"/cases/{case_id}/edit/studies")
    assert "國立臺灣大學" in page.text
    assert "Elsewhere" not in page.text


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "No permit with this number was found"), ("zh-TW", "查無此證號資料")],
)
async def test_unknown_permit_number(site: Site, language: str, words: str) -> None:
    """A number that is not on record is told in words, and no draft is made."""
    browser = site.browser(language)
    await browser.sign_in(STUDENT)
    await browser.get("/apply/multi_entry")
    await browser.post("/apply/multi_entry", {"agree": "y"})
    await browser.get("/apply/multi_entry/permit")
    page = await browser.post("/apply/multi_entry/permit", {"permit_number": "115A99999999"})
    assert words in page.text
    assert "115A99999999" in page.text
    assert await Case.all().count() == 0


async def test_permit_of_somebody_else(site: Site) -> None:
    """Another person's number gets 「帳號基資與案件資料不符」 and nothing about the permit."""
    browser = site.browser("zh-TW")
    await browser.sign_in(OTHER_STUDENT)
    await browser.get("/apply/multi_entry")
    await browser.post("/apply/multi_entry", {"agree": "y"})
    await browser.get("/apply/multi_entry/permit")
    page = await browser.post("/apply/multi_entry/permit", {"permit_number": "115a 0000 0101"})
    assert "帳號基資與案件資料不符" in page.text
    assert "王美麗" not in page.text
    assert await Case.all().count() == 0


async def test_permit_question_cannot_be_reached_without_agreeing(site: Site) -> None:
    """The declaration cannot be skipped by going to the later address."""
    browser = site.browser()
    await browser.sign_in(STUDENT)
    page = await browser.get("/apply/multi_entry/permit")
    assert page.location == "/apply/multi_entry"


async def test_guesses_of_permit_numbers_run_out(site: Site) -> None:
    """After twenty numbers within an hour the account must wait, even for the right one."""
    browser = site.browser()
    await browser.sign_in(STUDENT)
    await browser.get("/apply/multi_entry")
    await browser.post("/apply/multi_entry", {"agree": "y"})
    await browser.get("/apply/multi_entry/permit")
    for guess in range(20):
        await browser.post("/apply/multi_entry/permit", {"permit_number": f"115A{guess:08d}"})
    page = await browser.post("/apply/multi_entry/permit", {"permit_number": "115A00000101"})
    assert "too many numbers" in page.text


async def test_two_tabs_open_one_draft(site: Site) -> None:
    """Asking twice for the same permit leads to the same draft."""
    browser = site.browser()
    await browser.sign_in(STUDENT)
    assert await browser.draft() == await browser.draft()


async def test_double_click_on_send_makes_one_case(site: Site) -> None:
    """The second of two clicks lands on the same confirmation; one number, one history row, one mail."""
    browser = site.browser()
    await browser.sign_in(STUDENT)
    case_id = await browser.draft()
    await browser.fill(case_id)
    check = await browser.get(f"/cases/{case_id}/check")
    first = await browser.post(f"/cases/{case_id}/check")
    browser.last = check
    second = await browser.post(f"/cases/{case_id}/check")
    assert first.location == second.location == f"/cases/{case_id}/submitted"
    assert await CaseHistory.filter(case_id=case_id).count() == 1
    assert await OutboxMail.all().count() == 1


async def test_back_after_sending_changes_nothing(site: Site) -> None:
    """A form page that is posted after sending leads to the case, which says that it has moved on."""
    browser = site.browser()
    await browser.sign_in(STUDENT)
    case_id = await browser.draft()
    await browser.fill(case_id)
    form = await browser.get(f"/cases/{case_id}/edit/contact")
    await browser.get(f"/cases/{case_id}/check")
    await browser.post(f"/cases/{case_id}/check")
    browser.last = form
    page = await browser.post(f"/cases/{case_id}/edit/contact", {"taiwan_phone": "0999999999"})
    assert page.location == f"/cases/{case_id}?closed=1"
    page = await browser.get(page.location)
    assert "moved on" in page.text
    assert "0999999999" not in page.text


async def test_sending_an_incomplete_form_says_what_is_missing(site: Site) -> None:
    """The summary links to each page where something is missing, and nothing is sent."""
    browser = site.browser()
    await browser.sign_in(STUDENT)
    case_id = await browser.draft()
    await browser.get(f"/cases/{case_id}/check")
    page = await browser.post(f"/cases/{case_id}/check")
    assert page.status == 200
    assert "<title>Error:" in page.text.replace("\n", "").replace("    ", "")
    assert f"/cases/{case_id}/edit/files?change=1#file_photo" in page.text
    assert (await Case.get(id=case_id)).state is CaseState.DRAFT


async def test_wrong_answers_are_kept_and_explained(site: Site) -> None:
    """A mistyped identity number stays in its field beside words that help; the title begins with the error."""
    browser = site.browser()
    await browser.sign_in(STUDENT)
    case_id = await browser.draft()
    await browser.get(f"/cases/{case_id}/edit/applicant")
    page = await browser.post(f"/cases/{case_id}/edit/applicant", {"id_number": "440106200305170127"})
    assert 'value="440106200305170127"' in page.text
    assert "check that none is mistyped" in page.text


async def test_autosave_keeps_a_half_filled_page(site: Site) -> None:
    """The script's post answers 204 and the draft is found again, faults and all."""
    browser = site.browser()
    await browser.sign_in(STUDENT)
    case_id = await browser.draft()
    await browser.get(f"/cases/{case_id}/edit/father")
    page = await browser.post(f"/cases/{case_id}/edit/father", {"father_name": "王大明", "action": "autosave"})
    assert page.status == 204
    page = await browser.get(f"/cases/{case_id}/edit/father")
    assert "王大明" in page.text
    page = await browser.get("/todo")
    assert f"/cases/{case_id}/check" in page.text


async def test_files_are_several_shown_and_removed(site: Site) -> None:
    """Two files for one item, each with a preview, one removed again."""
    browser = site.browser()
    await browser.sign_in(STUDENT)
    case_id = await browser.draft()
    address = f"/cases/{case_id}/edit/files"
    for name in ("front.jpg", "back.jpg"):
        await browser.get(address)
        await browser.post(address, {"action": "upload"}, {"file_single_permit": (name, picture())})
    page = await browser.get(address)
    assert "front.jpg" in page.text
    assert "back.jpg" in page.text
    files = sorted(await site.services.files.of_case(UUID(case_id)), key=lambda each: each.name, reverse=True)
    shown = await browser.get(f"/cases/{case_id}/files/{files[0].id}")
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert "default-src 'none'" in shown.headers["Content-Security-Policy"]
    await browser.get(address)
    await browser.post(address, {"remove": str(files[0].id)})
    page = await browser.get(address)
    assert "front.jpg" not in page.text


async def test_a_wrong_file_is_refused_and_the_right_one_kept(site: Site) -> None:
    """Of two files sent at once the good one is stored and the bad one explained."""
    browser = site.browser()
    await browser.sign_in(STUDENT)
    case_id = await browser.draft()
    await browser.get(f"/cases/{case_id}/edit/files")
    page = await browser.post(
        f"/cases/{case_id}/edit/files",
        files={"file_photo": ("me.jpg", picture()), "file_single_permit": ("scan.pdf", b"MZ not a pdf")},
    )
    assert "is not a JPG, PNG, BMP or PDF file" in page.text
    assert "me.jpg" in page.text


async def test_cases_and_files_of_others_are_not_there(site: Site) -> None:
    """Another student gets the same 404 for a case, its pages and its files as for an address that never was."""
    owner, other = site.browser(), site.browser()
    await owner.sign_in(STUDENT)
    case_id = await owner.apply()
    file = (await site.services.files.of_case(UUID(case_id)))[0]
    await other.sign_in(OTHER_STUDENT)
    pages = ["", "/check", "/submitted", "/edit/contact", "/edit/files", "/withdraw", f"/files/{file.id}"]
    for page in pages:
        assert (await other.get(f"/cases/{case_id}{page}")).status == 404
    assert (await site.browser().get(f"/cases/{case_id}/files/{file.id}")).status == 404


async def test_withdrawing(site: Site) -> None:
    """A sent application can be taken back after a confirmation, and then a new one can be begun."""
    browser = site.browser()
    await browser.sign_in(STUDENT)
    case_id = await browser.apply()
    await browser.get(f"/cases/{case_id}/withdraw")
    page = await browser.post(f"/cases/{case_id}/withdraw")
    assert "Tick the box" in page.text
    await browser.post(f"/cases/{case_id}/withdraw", {"agree": "y"})
    assert (await Case.get(id=case_id)).state is CaseState.WITHDRAWN
    assert await browser.draft() != case_id


async def test_a_post_without_the_token_of_the_browser_is_refused(site: Site) -> None:
    """A form made elsewhere changes nothing."""
    browser = site.browser()
    await browser.sign_in(STUDENT)
    case_id = await browser.draft()
    await browser.get("/")
    page = await browser.post(f"/cases/{case_id}/edit/contact", {"taiwan_phone": "0911111111", "csrf_token": "x"})
    assert "open too long or in another browser" in page.text
    assert "0911111111" not in (await browser.get(f"/cases/{case_id}/check")).text


async def test_all_pages_of_an_empty_account_say_what_will_be_here(site: Site) -> None:
    """Empty sections explain themselves, in Chinese with the source's titles."""
    browser = site.browser("zh-TW")
    await browser.sign_in(STUDENT)
    page = await browser.get("/todo")
    for title in ("新申請案件", "待補件案件", "待繳費案件", "整團不受理/不核准案件", "不受理/不核准案件", "公布欄"):
        assert title in page.text
