"""Reads a hostile file and writes a plain one. Runs in a child process only (`caseportal.attachments.child`).

Pictures are decoded and encoded anew: metadata, trailing data and tricks of the format do not survive. PDFs lose
scripts, embedded files, launch and network actions, multimedia and forms that run.
"""

import io
from collections.abc import Callable

import pikepdf
from pikepdf import sanitize
from PIL import Image, ImageOps, UnidentifiedImageError

from caseportal.attachments.exchange import RewriteFault, Rewritten
from caseportal.attachments.signatures import MediaType

MAX_PIXELS = 40_000_000
"""More than any scanner or phone camera of a document gives within 512 KiB."""
MAX_PAGES = 60
_JPEG_QUALITY = 88
_LONGEST_SIDE = 4000
_PILLOW_FORMATS = {MediaType.JPEG: "JPEG", MediaType.PNG: "PNG", MediaType.BMP: "BMP"}


def rewrite(media_type: MediaType, content: bytes) -> Rewritten | RewriteFault:
    """The file written anew, or why it cannot be."""
    return _rewrite_pdf(content) if media_type is MediaType.PDF else _rewrite_picture(media_type, content)


def _rewrite_picture(media_type: MediaType, content: bytes) -> Rewritten | RewriteFault:
    Image.MAX_IMAGE_PIXELS = None  # the limit below is ours and is checked before anything is decoded
    try:
        with Image.open(io.BytesIO(content), formats=[_PILLOW_FORMATS[media_type]]) as opened:
            width, height = opened.size
            if width * height > MAX_PIXELS:
                return RewriteFault.TOO_MANY_PIXELS
            upright = ImageOps.exif_transpose(opened)
            upright.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
            return _encode(media_type, upright)
    except (OSError, ValueError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError):
        return RewriteFault.BROKEN


def _encode(media_type: MediaType, picture: Image.Image) -> Rewritten:
    """PNG stays PNG (text stays sharp), the rest becomes JPEG."""
    target = io.BytesIO()
    if media_type is MediaType.PNG:
        plain = "RGBA" if picture.has_transparency_data else "RGB"
        mode = picture.mode if picture.mode in {"1", "L", "RGB", "RGBA"} else plain
        Image.frombytes(mode, picture.size, picture.convert(mode).tobytes()).save(target, "PNG")
        return Rewritten(MediaType.PNG, target.getvalue())
    clean = picture.convert("RGB")
    clean.info.clear()  # a comment would be written along
    clean.save(target, "JPEG", quality=_JPEG_QUALITY)
    return Rewritten(MediaType.JPEG, target.getvalue())


_REMOVALS: tuple[Callable[[pikepdf.Pdf], object], ...] = (
    sanitize.remove_javascript,
    sanitize.remove_external_access,
    sanitize.remove_attachments,
    sanitize.remove_multimedia,
    sanitize.remove_web_capture,
    sanitize.remove_private_app_data,
    sanitize.remove_search_index,
    sanitize.remove_thumbnails,
    sanitize.remove_collection,
)


def _rewrite_pdf(content: bytes) -> Rewritten | RewriteFault:
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            if not document.pages:
                return RewriteFault.BROKEN
            if len(document.pages) > MAX_PAGES:
                return RewriteFault.TOO_MANY_PAGES
            for remove in _REMOVALS:
                remove(document)
            _drop_xfa(document)
            target = io.BytesIO()
            document.save(target, encryption=False, object_stream_mode=pikepdf.ObjectStreamMode.generate)
            return Rewritten(MediaType.PDF, target.getvalue())
    except pikepdf.PasswordError:
        return RewriteFault.LOCKED
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError, KeyError):
        return RewriteFault.BROKEN


def _drop_xfa(document: pikepdf.Pdf) -> None:
    """XFA forms are programs; the page under them stays. The library leaves them to its caller."""
    form = document.Root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary) and "/XFA" in form:
        del form["/XFA"]
