"""The eighteen-character identity number of mainland China (GB 11643)."""

import re
from datetime import date
from typing import Final

_PATTERN: Final = re.compile(r"[0-9]{17}[0-9X]")
# ISO 7064 MOD 11-2: weight of position i (from the left, 17 places) is 2^(17-i) mod 11.
_WEIGHTS: Final = tuple(pow(2, 17 - place, 11) for place in range(17))


def is_mainland_identity_number(value: str) -> bool:
    """Say whether form, birth date and check character (ISO 7064 MOD 11-2) of `value` are right.

    Numbers beginning with 81, 82 and 83 (residents of Hong Kong, Macao and Taiwan) count too.
    """
    return (
        _PATTERN.fullmatch(value) is not None
        and birth_date_of(value) is not None
        and value[17] == mainland_check_character(value[:17])
    )


def birth_date_of(value: str) -> date | None:
    """Give the birth date that an eighteen-character number carries, or None if there is no such day."""
    try:
        return date(int(value[6:10]), int(value[10:12]), int(value[12:14]))
    except ValueError:
        return None


def mainland_check_character(first_seventeen: str) -> str:
    """Compute the last character for the first seventeen digits."""
    total = sum(int(digit) * weight for digit, weight in zip(first_seventeen, _WEIGHTS, strict=True))
    check = (12 - total % 11) % 11
    return "X" if check == 10 else str(check)
