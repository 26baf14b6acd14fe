"""National ID and resident certificate numbers of Taiwan (身分證統一編號、統一證號)."""

import re
from enum import StrEnum
from typing import Final


class TaiwanNumberKind(StrEnum):
    """Whom a ten-character number belongs to, read from its second character."""

    CITIZEN = "citizen"
    RESIDENT = "resident"
    """A resident certificate number as issued since 2 January 2021 (second character 8 or 9)."""
    RESIDENT_OLD = "resident_old"
    """A resident certificate number of the former kind (two letters), valid until 1 January 2031."""


_PATTERNS: Final = {
    TaiwanNumberKind.CITIZEN: re.compile(r"[A-Z][12][0-9]{8}"),
    TaiwanNumberKind.RESIDENT: re.compile(r"[A-Z][89][0-9]{8}"),
    TaiwanNumberKind.RESIDENT_OLD: re.compile(r"[A-Z][A-D][0-9]{8}"),
}

# The letters in the order of the values 10 to 33 that the household registration rules give them.
_LETTER_VALUES: Final = {letter: 10 + rank for rank, letter in enumerate("ABCDEFGHJKLMNPQRSTUVXYWZIO")}
_WEIGHTS: Final = (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1)


def taiwan_number_kind(value: str) -> TaiwanNumberKind | None:
    """Tell which kind of number `value` is, or None if its form or its check digit is wrong.

    `value` is taken as typed: lower-case letters and blanks are wrong here; normalise before asking.
    """
    kind = next((kind for kind, pattern in _PATTERNS.items() if pattern.fullmatch(value)), None)
    return kind if kind is not None and _weighted_sum(value) % 10 == 0 else None


def is_national_id(value: str) -> bool:
    """Say whether `value` is a valid national ID number of a citizen (身分證統一編號)."""
    return taiwan_number_kind(value) is TaiwanNumberKind.CITIZEN


def is_resident_number(value: str) -> bool:
    """Say whether `value` is a valid resident certificate number (統一證號), of either kind."""
    return taiwan_number_kind(value) in (TaiwanNumberKind.RESIDENT, TaiwanNumberKind.RESIDENT_OLD)


def _weighted_sum(value: str) -> int:
    """Sum of the eleven digits, the first letter counting as two, times their weights."""
    tens, units = divmod(_LETTER_VALUES[value[0]], 10)
    second = value[1]
    # The former resident numbers write a letter second: only the units of its value count.
    second_digit = int(second) if second.isdigit() else _LETTER_VALUES[second] % 10
    digits = (tens, units, second_digit, *(int(digit) for digit in value[2:]))
    return sum(digit * weight for digit, weight in zip(digits, _WEIGHTS, strict=True))
