"""Files from people: what is taken, what it becomes, and what is refused with which words."""

import io
import sys
from collections.abc import AsyncIterator

import pikepdf
import pytest
import pytest_asyncio
from PIL import Image

from caseportal.attachments.exchange import RewriteFault
from caseportal.attachments.intake import MAX_BYTES, Accepted, Rejected, take_in
from caseportal.attachments.names import safe_name
from caseportal.attachments.signatures import MediaType, media_type_of
from caseportal.attachments.workers import Rewriters
from shared.i18n import use_language
from tests.caseportal.attachments.samples import huge_png, pdf
from tests.caseportal.site import picture


@pytest_asyncio.fixture
async def rewriters() -> AsyncIterator[Rewriters]:
    """Real children."""
    pool = Rewriters(size=2)
    yield pool
    await pool.close()


async def words_for(rewriters: Rewriters, name: str, content: bytes, *, pictures_only: bool = False) -> str:
    """The words of a refusal, in English."""
    with use_language("en"):
        result = await take_in(rewriters, name, content, pictures_only=pictures_only)
    assert isinstance(result, Rejected)
    return result.message


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("kind", "becomes"),
    [("JPEG", MediaType.JPEG), ("PNG", MediaType.PNG), ("BMP", MediaType.JPEG)],
)
async def test_pictures_are_written_anew(rewriters: Rewriters, kind: str, becomes: MediaType) -> None:
    """Whatever hides behind the picture is gone, and the suffix follows the content."""
    content = picture(60, 40, kind) + b"<script>alert(1)</script>"
    result = await take_in(rewriters, "photo.gif", content)
    assert isinstance(result, Accepted)
    assert result.media_type is becomes
    assert b"script" not in result.content
    assert Image.open(io.BytesIO(result.content)).size == (60, 40)
    assert result.name in {"photo.jpg", "photo.png"}


@pytest.mark.asyncio
async def test_metadata_of_photos_does_not_survive(rewriters: Rewriters) -> None:
    """Position and camera are dropped; the orientation is applied first."""
    image, target = Image.new("RGB", (40, 20)), io.BytesIO()
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera of somebody"
    image.save(target, "JPEG", exif=exif)
    result = await take_in(rewriters, "p.jpg", target.getvalue())
    assert isinstance(result, Accepted)
    assert b"somebody" not in result.content
    assert Image.open(io.BytesIO(result.content)).size == (20, 40)


@pytest.mark.asyncio
async def test_scripts_are_taken_out_of_pdfs(rewriters: Rewriters) -> None:
    """A PDF with JavaScript is kept as a PDF without."""
    result = await take_in(rewriters, "scan.pdf", pdf(script=True))
    assert isinstance(result, Accepted)
    with pikepdf.open(io.BytesIO(result.content)) as document:
        assert "/OpenAction" not in document.Root
        assert "/JavaScript" not in document.Root.get("/Names", pikepdf.Dictionary())
        assert len(document.pages) == 1


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.pdf", b"", "is empty"),
        ("large.jpg", b"\xff\xd8\xff" + b"0" * (MAX_BYTES - 2), "larger than 512 KB"),
        ("program.png", b"MZ\x90\x00", "whatever its name says"),
        ("late.pdf", b"<script></script>%PDF-1.7", "whatever its name says"),
        ("bomb.png", huge_png(), "too many pixels"),
        ("broken.jpg", b"\xff\xd8\xff\xe0" + b"0" * 100, "cannot be opened"),
        ("broken.pdf", b"%PDF-1.7 and nothing else", "cannot be opened"),
        ("locked.pdf", pdf(password="secret"), "locked with a password"),
        ("long.pdf", pdf(pages=61), "more than 60 pages"),
    ],
)
async def test_what_is_refused_is_explained(rewriters: Rewriters, name: str, content: bytes, words: str) -> None:
    """Each fault has its own words, with the name of the file."""
    message = await words_for(rewriters, name, content)
    assert words in message
    assert name in message


@pytest.mark.asyncio
async def test_exactly_512_kb_are_taken(rewriters: Rewriters) -> None:
    """The limit is inclusive: a JPEG padded to 524,288 bytes passes, one byte more does not."""
    padded = picture().ljust(MAX_BYTES, b"\0")
    assert isinstance(await take_in(rewriters, "p.jpg", padded), Accepted)
    assert isinstance(await take_in(rewriters, "p.jpg", padded + b"\0"), Rejected)


@pytest.mark.asyncio
async def test_png_named_pdf_is_taken_as_the_png_it_is(rewriters: Rewriters) -> None:
    """The content decides, not the name."""
    result = await take_in(rewriters, "permit.pdf", picture(kind="PNG"))
    assert isinstance(result, Accepted)
    assert (result.media_type, result.name) == (MediaType.PNG, "permit.png")


@pytest.mark.asyncio
async def test_a_photo_must_be_a_picture(rewriters: Rewriters) -> None:
    """A PDF is refused where only pictures are asked for."""
    assert "is not a picture" in await words_for(rewriters, "me.pdf", pdf(), pictures_only=True)


@pytest.mark.asyncio
async def test_a_child_that_hangs_or_dies_is_replaced() -> None:
    """The person gets words within the time limit, and the next file gets a new child."""
    hanging = Rewriters(1, 0.5, (sys.executable, "-c", "import time; time.sleep(60)"))
    assert await hanging.rewrite(MediaType.PNG, b"x") is RewriteFault.BROKEN
    dying = Rewriters(1, 5.0, (sys.executable, "-c", "raise SystemExit(3)"))
    assert await dying.rewrite(MediaType.PNG, b"x") is RewriteFault.BROKEN
    assert await dying.rewrite(MediaType.PNG, b"x") is RewriteFault.BROKEN


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Users\\me\\photo.png", "photo.jpg"),
        ("a\x00b\r\nSet-Cookie: x.jpg", "abSet-Cookie_ x.jpg"),
        ("\u202egpj.exe", "gpj.jpg"),
        ("證件 (正面).jpeg", "證件 (正面).jpg"),
        ("....", "file.jpg"),
        ("", "file.jpg"),
        ("長" * 200 + ".png", "長" * 76 + ".jpg"),
    ],
)
def test_names_are_made_safe(name: str, safe: str) -> None:
    """Paths, control and direction characters go; Chinese stays; the suffix is that of the content."""
    assert safe_name(name, ".jpg") == safe


def test_the_signature_stands_at_the_beginning() -> None:
    """Only offset 0 counts."""
    assert media_type_of(b"%PDF-1.7") is MediaType.PDF
    assert media_type_of(b" %PDF-1.7") is None
