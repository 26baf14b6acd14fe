"""Mainland identity numbers, business numbers, case numbers and dates in both calendars."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.identifiers import business, calendars, casenumbers, mainland


@pytest.mark.parametrize(
    "value",
    ["360426199101010071", "11010519491231002X", "810000199001010019", "830000198512310020", "440301198002290015"],
)
def test_mainland_numbers_are_accepted(value: str) -> None:
    """Published and computed numbers hold, with X, with a leap day, and for Hong Kong and Taiwan residents."""
    assert mainland.is_mainland_identity_number(value)


@pytest.mark.parametrize(
    "value",
    ["360426199101010072", "110105194912310021", "110105194913310029", "11010519491231002x", "1101051949123100", ""],
)
def test_wrong_mainland_numbers_are_refused(value: str) -> None:
    """A wrong check character, a month thirteen (although its check holds), a small x and short numbers fail."""
    assert not mainland.is_mainland_identity_number(value)


@pytest.mark.parametrize(
    ("value", "valid"),
    [
        ("00501503", True), ("00501502", False), ("22099131", True), ("10458575", True), ("12345675", True),
        ("04595257", True), ("0459525", False), ("０４５９５２５７", False), ("", False),
    ],
)  # fmt: skip
def test_business_numbers(value: str, valid: bool) -> None:
    """The rule of 2023 holds: modulo five, with both ways to count a 7 in the seventh place."""
    assert business.is_business_number(value) is valid


@pytest.mark.parametrize(
    ("day", "digits", "short", "slashed"),
    [
        (date(2019, 1, 1), "1080101", "080101", "108/01/01"),
        (date(2024, 2, 29), "1130229", "130229", "113/02/29"),
        (date(2026, 10, 31), "1151031", "151031", "115/10/31"),
        (date(2011, 1, 1), "1000101", "000101", "100/01/01"),
        (date(2010, 12, 31), "0991231", "991231", "099/12/31"),
    ],
)
def test_roc_dates(day: date, digits: str, short: str, slashed: str) -> None:
    """The three ways to write a ROC date match the vectors, and the long ones read back."""
    assert calendars.roc_digits(day) == digits
    assert calendars.roc_digits_short(day) == short
    assert calendars.roc_slashed(day) == slashed
    assert calendars.parse_roc(digits) == day
    assert calendars.parse_roc(slashed) == day


def test_dates_in_words() -> None:
    """Both halves of a document write their own date, in the words of the source."""
    day = date(2026, 11, 2)
    assert calendars.roc_words(day) == "民國115年11月2日"
    assert calendars.gregorian_words(day) == "2026年11月02日"
    assert calendars.english_day(day) == "02 Nov 2026"


@pytest.mark.parametrize("value", ["", "1150230", "000/01/01", "115/13/01", "11510311", "壹壹伍1031", "１１５１０３１"])
def test_dates_that_do_not_exist(value: str) -> None:
    """Text that names no day reads as none, and does not raise."""
    assert calendars.parse_roc(value) is None


def test_days_before_the_calendar_raise() -> None:
    """A day of 1911 has no ROC year: asking for one is a mistake of the caller."""
    with pytest.raises(ValueError, match="before the first ROC year"):
        calendars.roc_year(date(1911, 12, 31))


@given(st.integers(1, 999), st.integers(1, 10**9 - 1))
def test_receipt_numbers_keep_their_year(year: int, serial: int) -> None:
    """Every receipt number has twelve digits and gives its year back."""
    number = casenumbers.receipt_number(year, serial)
    assert casenumbers.is_receipt_number(number)
    assert casenumbers.roc_year_of_receipt(number) == year


def test_numbers_never_wrap() -> None:
    """A serial that no longer fits raises, since a wrapped number would name two cases."""
    with pytest.raises(ValueError, match="No receipt number"):
        casenumbers.receipt_number(115, 10**9)
    with pytest.raises(ValueError, match="No group number"):
        casenumbers.group_number(10**9)
    assert casenumbers.group_number(86970017) == "086970017"
    assert casenumbers.is_group_number("086970017")
    assert casenumbers.roc_year_of_receipt("10869520010A") is None
