"""Declared registration fields, as tables."""

from __future__ import annotations

from datetime import date

import pytest

from idp.accounts.fields import field_faults, mail_domain_is_refused, normal_field
from idp.policies import load_populations
from idp.policies.loading import SHIPPED

REGISTRATION = load_populations(SHIPPED)["student"].registration
assert REGISTRATION is not None
FIELDS = {field.name: field for field in REGISTRATION.fields}
TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("name", "typed", "codes"),
    [
        ("name", "王美麗", []),
        ("name", "  ", ["missing"]),
        ("name", "王" * 61, ["too_long"]),
        ("surname", "O'Brien-Wang", []),
        ("surname", "王", ["shape"]),
        ("id_number", " 44010620030517 0126 ", []),
        ("id_number", "44010620030517012x", ["mainland_id"]),
        ("id_number", "440106200305170127", ["mainland_id"]),
        ("birth_date", "2026-11-22", ["future"]),
        ("birth_date", "2003-05-17", []),
        ("sex", "female", []),
        ("sex", "other", ["choice"]),
        ("travel_permit_number", "t25a00101", []),
        ("travel_permit_number", "T25", ["pattern"]),
        ("phone", "", ["missing"]),
        ("phone", "02-2345 6789#12", []),
        ("phone", "call me", ["shape"]),
        ("email", "meili@example.tw", []),
        ("email", "meili@example", ["shape"]),
        ("email", "me li@example.tw", ["shape"]),
        ("email", "meili@example.tw\nBcc: all@example.tw", ["shape"]),
    ],
)
def test_field(name: str, typed: str, codes: list[str]) -> None:
    """Each fault of a field is named; full-width and spaced spellings are understood."""
    field = FIELDS[name]
    faults = field_faults(field, normal_field(field, typed), TODAY)
    assert [fault.code for fault in faults] == codes


@pytest.mark.parametrize(
    ("email", "refused"),
    [
        ("a@qq.com", True),
        ("a@QQ.com", True),
        ("a@notqq.com", False),
        ("a@mail.edu.cn", True),
        ("a@cn.example.tw", False),
        ("a@example.tw", False),
    ],
)
def test_refused_mail_domains(email: str, refused: bool) -> None:
    """A domain is refused by its name, `*.cn` with everything under it, and nothing that merely looks alike."""
    assert mail_domain_is_refused(["*.cn", "qq.com"], email) is refused
