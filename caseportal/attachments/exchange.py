"""What crosses between the portal and the children that open hostile files.

A request is 16 bytes of media type (padded), 4 bytes of length, the content. An answer is one byte (`+` or `-`), 16 bytes
of media type or fault, 4 bytes of length, the content. Nothing of Python's own serialisation crosses, so that a child
taken over by a file cannot reach its parent. This module loads no decoder: the portal's own process has none.
"""

import struct
from dataclasses import dataclass
from enum import StrEnum

from caseportal.attachments.signatures import MediaType

HEADER = struct.Struct("!16sI")
ANSWER = struct.Struct("!c16sI")


class RewriteFault(StrEnum):
    """Why a file cannot be taken."""

    BROKEN = "broken"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_MANY_PAGES = "too_many_pages"
    LOCKED = "locked"


@dataclass(frozen=True)
class Rewritten:
    """The plain file."""

    media_type: MediaType
    content: bytes
