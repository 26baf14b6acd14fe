"""Files as the portal sends them back: one of four kinds, to be looked at and nothing else."""

import pytest

from caseportal.models.cases import Attachment
from tests.caseportal.attachments.samples import pdf
from tests.caseportal.people import STUDENT
from tests.caseportal.site import Site, picture

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(picture(), "image/jpeg"), (picture(kind="PNG"), "image/png"), (pdf(), "application/pdf")],
)
async def test_headers_keep_a_file_harmless(site: Site, content: bytes, media_type: str) -> None:
    """The kind found by us, no guessing, no script, shown in our own pages only, under a name without tricks."""
    browser = site.browser()
    await browser.sign_in(STUDENT)
    case_id = await browser.draft()
    address = f"/cases/{case_id}/edit/files"
    await browser.get(address)
    name = '../"><script>\u202e' + "長" * 300 + "\r\nX-Evil: 1.html"
    await browser.post(address, {"action": "upload"}, {"file_health": (name, content)})
    assert "<script>\u202e" not in (await browser.get(address)).text
    file = await Attachment.get()
    assert len(file.name) <= 80
    headers = (await browser.get(f"/cases/{case_id}/files/{file.id}")).headers
    assert headers["Content-Type"] == media_type
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Disposition"].startswith("inline; filename*=UTF-8''")
    assert headers["Content-Disposition"].isascii()
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "private, no-store"
    assert "X-Evil" not in headers


async def test_a_form_full_of_files_keeps_to_the_limit_of_each_item(site: Site) -> None:
    """A file for every item at once, four times over: what is beyond an item's number is refused, the rest is kept."""
    browser = site.browser()
    await browser.sign_in(STUDENT)
    case_id = await browser.draft()
    items = site.services.case_types.of_case("multi_entry").attachments
    address = f"/cases/{case_id}/edit/files"
    await browser.get(address)
    for number in range(4):
        every = {f"file_{item.key}": (f"{item.key}{number}.png", picture(20, 20, "PNG")) for item in items}
        page = await browser.post(address, {"action": "upload"}, every)
        assert page.status in {200, 303}
        await browser.get(address)
    for item in items:
        assert await Attachment.filter(item=item.key, removed_at=None).count() == min(4, item.max_files)
