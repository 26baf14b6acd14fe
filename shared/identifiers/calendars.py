"""Dates in the calendar of the Republic of China (民國) and in the Gregorian one, as documents print them."""

from datetime import date
from typing import Final

_YEAR_ZERO: Final = 1911
_ENGLISH_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def roc_year(day: date) -> int:
    """Give the ROC year of `day`: 2026 is 115. Raises ValueError for days before 1912."""
    year = day.year - _YEAR_ZERO
    if year < 1:
        raise ValueError(f"{day.isoformat()} lies before the first ROC year")
    return year


def roc_digits(day: date) -> str:
    """Write `day` in seven digits: 2026-10-31 is 1151031."""
    return f"{roc_year(day):03d}{day.month:02d}{day.day:02d}"


def roc_digits_short(day: date) -> str:
    """Write `day` in six digits with the last two of the year, as payment slips do: 2026-10-31 is 151031."""
    return roc_digits(day)[1:]


def roc_slashed(day: date) -> str:
    """Write `day` with slashes: 2026-10-31 is 115/10/31."""
    return f"{roc_year(day):03d}/{day.month:02d}/{day.day:02d}"


def roc_words(day: date) -> str:
    """Write `day` in words: 2026-10-31 is 民國115年10月31日."""
    return f"民國{roc_year(day)}年{day.month}月{day.day}日"


def gregorian_words(day: date) -> str:
    """Write `day` as the permit's Chinese half does: 2026-10-31 is 2026年10月31日."""
    return f"{day.year}年{day.month:02d}月{day.day:02d}日"


def english_day(day: date) -> str:
    """Write `day` as the permit's English half does, whatever the locale of the machine: 31 Oct 2026."""
    return f"{day.day:02d} {_ENGLISH_MONTHS[day.month - 1]} {day.year}"


def parse_roc(value: str) -> date | None:
    """Read 1151031, 115/10/31 or 115-10-31; None if it names no day."""
    digits = value.strip().replace("/", "").replace("-", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) in (6, 7)):
        return None
    digits = digits.zfill(7)
    try:
        return date(int(digits[:3]) + _YEAR_ZERO, int(digits[3:5]), int(digits[5:7])) if int(digits[:3]) else None
    except ValueError:
        return None
