"""Password and username rules of the shipped populations, as tables."""

from __future__ import annotations

import unicodedata

import pytest

from idp.policies import load_populations, normal_password, password_faults, username_faults, username_key
from idp.policies.loading import SHIPPED

POPULATIONS = load_populations(SHIPPED)


@pytest.mark.parametrize(
    ("population", "password", "codes"),
    [
        ("agency", "Abcd123!xyz", []),
        ("agency", "Abcd123!", []),
        ("agency", "Abc12!x", ["password_short"]),
        ("agency", "Abcd123!" + "x" * 13, ["password_long"]),
        ("agency", "abcd123!xyz", ["password_upper"]),
        ("agency", "ABCD123!XYZ", ["password_lower"]),
        ("agency", "Abcdefg!xyz", ["password_digit"]),
        ("agency", "Abcd1234xyz", ["password_symbol"]),
        ("agency", "Abcd123-xyz", ["password_characters"]),
        ("agency", "Abcd123!密碼", ["password_characters"]),
        ("student", "abcd1234xyz", []),
        ("student", "ABCD1234", ["password_lower"]),
        ("student", "abcdefgh", ["password_digit"]),
        ("student", "我的密碼a1好長", []),
        ("student", "abc12345", ["password_common"]),
        ("student", "a1a1a1a1a1", ["password_common"]),
        ("student", "xxmeili1234", ["password_context"]),
        ("staff", "a sentence without digits", []),
        ("staff", "", ["password_missing"]),
    ],
)
def test_password_rule(population: str, password: str, codes: list[str]) -> None:
    """Each fault of a new password is named; a good one has none."""
    found = password_faults(POPULATIONS[population].password, password, ["MeiLi"])
    assert [fault.code for fault in found] == codes
    assert all(str(fault) for fault in found)


def test_passwords_are_composed_and_never_cut() -> None:
    """A password typed on another keyboard is the same one; its last character counts."""
    decomposed = unicodedata.normalize("NFD", "é" * 60)
    assert normal_password(decomposed) == "é" * 60
    assert normal_password("x" * 300) == "x" * 300


@pytest.mark.parametrize(
    ("population", "username", "codes"),
    [
        ("agency", "A01010000C", []),
        ("agency", "ａ01010000ｃ", []),
        ("agency", "A01010000", ["username_length"]),
        ("agency", "AA1010000C", ["username_pattern"]),
        ("student", "mei.li-1", []),
        ("student", "mei li", ["username_pattern"]),
        ("student", "me", ["username_length"]),
        ("student", " ", ["username_missing"]),
    ],
)
def test_username_rule(population: str, username: str, codes: list[str]) -> None:
    """Usernames follow the population's pattern and length."""
    assert [fault.code for fault in username_faults(POPULATIONS[population].username, username)] == codes


@pytest.mark.parametrize("spelling", ["meili", "MeiLi", " meili ", "ＭＥＩＬＩ", "ｍeili"])
def test_one_key_for_every_spelling(spelling: str) -> None:
    """However a name is spelled, tries are counted under one key."""
    assert username_key(spelling) == "meili"
