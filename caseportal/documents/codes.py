"""Verification codes: 130 random bits that people can also type (Crockford's base 32)."""

import secrets
from typing import Final

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH: Final = 26
_GROUPS: Final = (5, 5, 5, 5, 6)
# What is easily misread is taken for what it looks like; hyphens and blanks do not count.
_READ_AS: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


def new_code() -> str:
    """Make a code of 26 characters, five bits each."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))


def printed(code: str) -> str:
    """Write a code in groups, as documents print it."""
    places = [sum(_GROUPS[:rank]) for rank in range(len(_GROUPS))]
    return "-".join(code[start : start + width] for start, width in zip(places, _GROUPS, strict=True))


def read_code(typed: str) -> str | None:
    """Read a code as it is typed or scanned; None if it cannot be one."""
    if len(typed) > 2 * _LENGTH:
        return None
    code = typed.upper().translate(_READ_AS)
    return code if len(code) == _LENGTH and all(letter in _ALPHABET for letter in code) else None
