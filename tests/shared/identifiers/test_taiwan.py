"""National ID and resident numbers: the worked vectors, and that small slips are caught."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.identifiers.taiwan import TaiwanNumberKind, is_national_id, is_resident_number, taiwan_number_kind

CITIZENS = ["A123456789", "F130000005", "B287654326", "W100000001", "I200000005", "O100000004"]
RESIDENTS = ["A800000014", "F801234564", "A912345673", "A870000015", "A880000018", "A990000013"]
OLD_RESIDENTS = ["AA12345675", "FB12345672", "AC01234567", "HD01234566"]
WRONG = [
    "A123456788", "A323456789", "a123456789", "A12345678", "AE12345678", "A1234567890", "A132456789",
    "", "A12345678９", "A123456789\n", " A123456789",
]  # fmt: skip


@pytest.mark.parametrize("value", CITIZENS)
def test_citizen_numbers_are_told(value: str) -> None:
    """Every made-up citizen number of the vectors is a national ID and no resident number."""
    assert is_national_id(value)
    assert not is_resident_number(value)


@pytest.mark.parametrize(
    ("value", "kind"),
    [(value, TaiwanNumberKind.RESIDENT) for value in RESIDENTS]
    + [(value, TaiwanNumberKind.RESIDENT_OLD) for value in OLD_RESIDENTS],
)
def test_resident_numbers_are_told(value: str, kind: TaiwanNumberKind) -> None:
    """New and old resident numbers are told apart, and neither is a national ID."""
    assert taiwan_number_kind(value) is kind
    assert is_resident_number(value)
    assert not is_national_id(value)


@pytest.mark.parametrize("value", WRONG)
def test_wrong_numbers_have_no_kind(value: str) -> None:
    """Wrong check digits, lengths, letters, full-width digits and stray blanks are refused."""
    assert taiwan_number_kind(value) is None


@given(st.sampled_from(CITIZENS), st.integers(2, 8), st.sampled_from(string.digits))
def test_one_wrong_digit_is_noticed(value: str, place: int, digit: str) -> None:
    """A changed serial digit breaks the number exactly when its weighted difference is no multiple of ten."""
    weights = {2: 7, 3: 6, 4: 5, 5: 4, 6: 3, 7: 2, 8: 1}
    changed = value[:place] + digit + value[place + 1 :]
    difference = (int(digit) - int(value[place])) * weights[place]
    assert is_national_id(changed) == (difference % 10 == 0)
