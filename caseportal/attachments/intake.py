"""The way of one file from the person's hands to something that can be stored."""

from dataclasses import dataclass
from typing import Protocol

from caseportal.attachments.exchange import RewriteFault, Rewritten
from caseportal.attachments.names import safe_name, shown_name
from caseportal.attachments.signatures import PICTURES, SUFFIXES, MediaType, media_type_of
from shared.i18n import gettext as _

MAX_BYTES = 512 * 1024
"""檔案請小於 512K: the largest file that is taken, inclusive."""


class Rewriter(Protocol):
    """Whatever writes hostile files anew: the pool of children."""

    async def rewrite(self, media_type: MediaType, content: bytes) -> Rewritten | RewriteFault:
        """The file written anew, or why it cannot be."""
        ...


@dataclass(frozen=True)
class Accepted:
    """A file that can be stored: its safe name, its kind and its new content."""

    name: str
    media_type: MediaType
    content: bytes


@dataclass(frozen=True)
class Rejected:
    """A file that is not taken, with words for the person."""

    message: str


async def take_in(rewriter: Rewriter, name: str, content: bytes, *, pictures_only: bool = False) -> Accepted | Rejected:
    """Checks size and signature here, decodes and rewrites in a child process."""
    shown = shown_name(name)
    if not content:
        return Rejected(_("“%(name)s” is empty. Choose the file again.", name=shown))
    if len(content) > MAX_BYTES:
        return Rejected(_("“%(name)s” is larger than 512 KB. Scan it at a lower resolution or split it.", name=shown))
    media_type = media_type_of(content)
    if media_type is None or (pictures_only and media_type not in PICTURES):
        return Rejected(_wrong_kind(shown, pictures_only))
    result = await rewriter.rewrite(media_type, content)
    if isinstance(result, RewriteFault):
        return Rejected(_fault_words(result, shown))
    return Accepted(safe_name(name, SUFFIXES[result.media_type]), result.media_type, result.content)


def _wrong_kind(name: str, pictures_only: bool) -> str:
    if pictures_only:
        return _("“%(name)s” is not a picture. Choose a JPG, PNG or BMP file.", name=name)
    return _("“%(name)s” is not a JPG, PNG, BMP or PDF file, whatever its name says. Choose another file.", name=name)


def _fault_words(fault: RewriteFault, name: str) -> str:
    match fault:
        case RewriteFault.BROKEN:
            return _("“%(name)s” cannot be opened. Save or scan it again, and upload that.", name=name)
        case RewriteFault.TOO_MANY_PIXELS:
            return _("“%(name)s” has too many pixels. Make the picture smaller than 40 million pixels.", name=name)
        case RewriteFault.TOO_MANY_PAGES:
            return _("“%(name)s” has more than 60 pages. Upload only the pages that are asked for.", name=name)
        case RewriteFault.LOCKED:
            return _("“%(name)s” is locked with a password. Remove the password and upload it again.", name=name)
