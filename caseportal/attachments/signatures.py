"""What a file is, by its first bytes. The name and the browser's media type decide nothing."""

from enum import StrEnum


class MediaType(StrEnum):
    """The kinds of file that are taken (JPG, JPEG, PNG, BMP, PDF)."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    BMP = "image/bmp"
    PDF = "application/pdf"


PICTURES = frozenset({MediaType.JPEG, MediaType.PNG, MediaType.BMP})

_SIGNATURES: tuple[tuple[bytes, MediaType], ...] = (
    (b"\xff\xd8\xff", MediaType.JPEG),
    (b"\x89PNG\r\n\x1a\n", MediaType.PNG),
    (b"BM", MediaType.BMP),
    (b"%PDF-", MediaType.PDF),
)

SUFFIXES = {MediaType.JPEG: ".jpg", MediaType.PNG: ".png", MediaType.BMP: ".bmp", MediaType.PDF: ".pdf"}


def media_type_of(content: bytes) -> MediaType | None:
    """The kind whose signature stands at offset 0, or None."""
    return next((kind for signature, kind in _SIGNATURES if content.startswith(signature)), None)
