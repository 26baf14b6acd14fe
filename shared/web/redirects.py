"""Where a page may send a person next."""

from __future__ import annotations

from urllib.parse import urlsplit

_MOST_CHARACTERS = 2000


def local_path(value: str | None) -> str | None:
    """The value if it is a path of this very service (`/x?y`), else None.

    Browsers read `//host`, `/\\host` and control characters as other addresses, so those are refused.
    """
    if not value or len(value) > _MOST_CHARACTERS or not value.startswith("/"):
        return None
    if value.startswith("//") or "\\" in value or any(ord(character) < 0x21 for character in value):
        return None
    parts = urlsplit(value)
    return value if not parts.scheme and not parts.netloc else None
