"""Ways that must lead nowhere: other people's things, forms of other sites, forged tokens, roles out of place."""

import base64
import json
from uuid import UUID, uuid4

import pytest

from caseportal.attachments.storage import FolderStorage
from caseportal.cases.states import CaseState
from caseportal.documents.kinds import DocumentKind, DocumentState
from caseportal.documents.queueing import DocumentQueue
from caseportal.models.cases import Attachment, Case
from caseportal.models.documents import Document
from caseportal.models.transactions import write_transaction
from tests.caseportal.people import OFFICER, OTHER_STUDENT, STUDENT
from tests.caseportal.site import Browser, Site, picture

pytestmark = pytest.mark.asyncio


async def signed_in(site: Site, person: dict[str, object]) -> Browser:
    """A browser of that person."""
    browser = site.browser()
    await browser.sign_in(dict(person))
    return browser


async def test_posts_on_cases_of_others_change_nothing(site: Site) -> None:
    """With a token of their own, another student cannot save, upload, remove, send, withdraw or discard."""
    owner, other = await signed_in(site, STUDENT), await signed_in(site, OTHER_STUDENT)
    case_id = await owner.draft()
    await owner.fill(case_id)
    file = (await site.services.files.of_case(UUID(case_id)))[0]
    before = await Case.get(id=case_id)
    await other.get("/apply/multi_entry")
    own_form = other.last
    for path in ("edit/contact", "edit/files", "check", "withdraw", "discard"):
        other.last = own_form
        page = await other.post(f"/cases/{case_id}/{path}", {"agree": "y", "version": "1", "remove": str(file.id)})
        assert page.status == 404, path
    after = await Case.get(id=case_id)
    assert (after.version, after.answers_sealed) == (before.version, before.answers_sealed)
    assert (await Attachment.get(id=file.id)).removed_at is None


async def test_a_file_is_reached_through_its_own_case_only(site: Site) -> None:
    """One's own case in the address does not open, and cannot remove, the file of another's case."""
    owner = await signed_in(site, STUDENT)
    case_id = await owner.draft()
    await owner.get(f"/cases/{case_id}/edit/files")
    await owner.post(f"/cases/{case_id}/edit/files", {"action": "upload"}, {"file_photo": ("a.jpg", picture())})
    file = await Attachment.get()
    victim = await Case.create(
        **{
            name: getattr(await Case.get(id=case_id), name)
            for name in ("case_type", "applicant_name", "contact_sealed", "language", "permit_index", "answers_sealed")
        },
        id=uuid4(), owner="student-2", open_key="x", created_at=file.created_at, updated_at=file.created_at,
    )  # fmt: skip
    await Attachment.filter(id=file.id).update(case_id=victim.id)
    assert (await owner.get(f"/cases/{case_id}/files/{file.id}")).status == 404
    assert (await owner.get(f"/cases/{victim.id}/files/{file.id}")).status == 404
    await owner.get(f"/cases/{case_id}/edit/files")
    await owner.post(f"/cases/{case_id}/edit/files", {"remove": str(file.id)})
    assert (await Attachment.get(id=file.id)).removed_at is None


async def test_fields_that_no_form_has_are_not_taken(site: Site) -> None:
    """State, owner, fee and read-only answers that are posted along are passed over."""
    owner = await signed_in(site, STUDENT)
    case_id = await owner.draft()
    await owner.get(f"/cases/{case_id}/edit/contact")
    extra = {
        "state": "issued",
        "owner": "student-2",
        "fee": "0",
        "school": "Elsewhere",
        "permit_number": "1",
        "id": "1",
    }
    await owner.post(f"/cases/{case_id}/edit/contact", {**extra, "action": "save"})
    case = await Case.get(id=case_id)
    assert (case.state, case.owner) == (CaseState.DRAFT, "student-1")
    page = await owner.get(f"/cases/{case_id}/check")
    assert "Elsewhere" not in page.text


POSTS = ["/apply/multi_entry", "/apply/multi_entry/permit", "/cases/{}/edit/contact", "/cases/{}/edit/files"]
POSTS += ["/cases/{}/check", "/cases/{}/withdraw", "/cases/{}/discard", "/sso/sign-out", "/verify"]


@pytest.mark.parametrize("path", POSTS)
async def test_every_form_is_bound_to_its_browser(site: Site, path: str) -> None:
    """Without the browser's token, with another browser's, and from another site, a post changes nothing."""
    owner, stranger = await signed_in(site, STUDENT), site.browser()
    case_id = await owner.draft()
    await stranger.get("/verify")
    foreign = stranger.last
    address = path.replace("{}", case_id)
    values = {"agree": "y", "permit_number": "115A00000101", "taiwan_phone": "0999999999", "version": "1"}
    before = await Case.get(id=case_id)
    for token in ("", "x"):
        assert (await owner.post(address, {**values, "csrf_token": token})).status < 500
    owner.last = foreign
    assert (await owner.post(address, values)).status < 500
    refused = await owner._client.post(address, form=values, headers={"Sec-Fetch-Site": "cross-site"})
    assert refused.status_code == 400
    after = await Case.get(id=case_id)
    assert (after.version, after.answers_sealed) == (before.version, before.answers_sealed)
    assert (await owner.get("/todo")).status == 200


async def test_a_role_counts_in_the_population_of_officers_only(site: Site) -> None:
    """A student whose account carries an officer's role sees no document, file or queue of others."""
    owner = await signed_in(site, STUDENT)
    case_id = await owner.apply()
    case = await Case.get(id=case_id)
    services = site.services
    async with write_transaction() as connection:
        queue = DocumentQueue(services.sealer, services.case_types, services.clock)
        document = await queue.queue(connection, case, DocumentKind.PERMIT)
    await make_ready(site, document.id)
    file = (await services.files.of_case(case.id))[0]
    odd = await signed_in(site, {**OTHER_STUDENT, "roles": ["officer", "supervisor"]})
    for path in (f"/documents/{document.id}/file", f"/cases/{case_id}/files/{file.id}"):
        assert (await odd.get(path)).status == 404
    assert (await odd.get("/officers/queue")).status == 403
    officer = await signed_in(site, OFFICER)
    assert (await officer.get(f"/documents/{document.id}/file")).status == 200


async def make_ready(site: Site, document_id: UUID) -> None:
    """Makes a document look finished."""
    await FolderStorage(site.services.settings.document_storage).put("aa/made", b"%PDF-")
    await Document.filter(id=document_id).update(state=DocumentState.READY, storage_key="aa/made")


def unsigned(claims: str, algorithm: str, kid: str) -> str:
    """A token with the claims of another and no, or a made-up, signature."""
    header = base64.urlsafe_b64encode(json.dumps({"alg": algorithm, "kid": kid, "typ": "logout+jwt"}).encode())
    return f"{header.rstrip(b'=').decode()}.{claims}.{'' if algorithm == 'none' else 'AAAA'}"


@pytest.mark.parametrize("algorithm", ["none", "HS256", "None", "ES256"])
async def test_logout_tokens_without_a_signature_end_nothing(site: Site, algorithm: str) -> None:
    """`none`, a shared-secret algorithm and a made-up signature are refused."""
    browser = await signed_in(site, STUDENT)
    claims = site.provider.logout_token().split(".")[1]
    token = unsigned(claims, algorithm, str(site.provider.key.kid))
    assert (await site.browser().post("/sso/backchannel-logout", {"logout_token": token})).status == 400
    assert (await browser.get("/todo")).status == 200


async def test_a_logout_for_another_session_ends_none(site: Site) -> None:
    """A good token about a session or person that is not here is acknowledged and ends nothing."""
    browser = await signed_in(site, STUDENT)
    for change in ({"sid": "another"}, {"sub": "another"}):
        token = site.provider.logout_token(**change, jti=str(change))
        assert (await site.browser().post("/sso/backchannel-logout", {"logout_token": token})).status == 200
    assert (await browser.get("/todo")).status == 200


async def test_a_planted_session_cookie_is_replaced(site: Site) -> None:
    """The cookie before sign-in is worth nothing after it; the new one is out of reach of scripts and other sites."""
    browser = site.browser()
    browser._client.set_cookie("localhost", "portal-session", "planted")
    page = await browser.sign_in(STUDENT)
    cookies = [value for name, value in page.headers.items() if name.lower() == "set-cookie" and "session" in value]
    assert len(cookies) == 1
    assert "planted" not in cookies[0]
    assert "HttpOnly" in cookies[0]
    assert "SameSite=Lax" in cookies[0]
    assert "Path=/" in cookies[0]
