"""Declared case types: what a file may say, and what follows from it."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from caseportal.casetypes import CaseTypeError, load_case_type, load_case_types
from caseportal.casetypes.answers import all_faults, group_faults, tidied, to_submit
from caseportal.casetypes.formats import Format, fault_of, normalised
from caseportal.casetypes.loading import SHIPPED
from caseportal.casetypes.permits import Mismatch, differences, months_before, opening_of, prefilled
from shared.i18n import use_language
from tests.caseportal.people import ANSWERS, OTHER_STUDENT, STUDENT, permit

TODAY = date(2026, 11, 21)
MULTI_ENTRY = load_case_types().of_case("multi_entry")
COMPLETE = {key: value for group in ANSWERS.values() for key, value in group.items()}
FILES = {"photo": 1, "single_permit": 1, "travel_permit": 1}


def test_the_shipped_type_says_what_the_source_says() -> None:
    """Fee, documents, required files and the three-way statement of the multiple-entry permit."""
    assert MULTI_ENTRY.fee == 1000
    assert MULTI_ENTRY.documents == ("permit", "receipt")
    assert [item.key for item in MULTI_ENTRY.attachments if item.required] == [
        "photo",
        "single_permit",
        "travel_permit",
    ]
    statement = next(field for field in MULTI_ENTRY.fields() if field.key == "statement")
    assert [option.value for option in statement.options] == ["former", "present", "never"]


@pytest.mark.parametrize(
    ("changes", "mismatch"),
    [
        ({}, None),
        ({"permit_kind": "multi_entry"}, Mismatch.NOT_ELIGIBLE),
        ({"status": "replaced"}, Mismatch.NOT_ELIGIBLE),
        ({"entry_checked": False}, Mismatch.NOT_ELIGIBLE),
        ({"stay_until": date(2026, 11, 20)}, Mismatch.NOT_ELIGIBLE),
        ({"stay_until": TODAY}, None),
        ({"stay_until": None}, Mismatch.NOT_ELIGIBLE),
    ],
)
def test_eligibility(changes: dict[str, Any], mismatch: Mismatch | None) -> None:
    """Each declared rule stands in the way alone, with its own words."""
    opening = opening_of(MULTI_ENTRY, permit(**changes), STUDENT, TODAY)
    assert opening.mismatch is mismatch
    assert (opening.reason is not None) == (mismatch is Mismatch.NOT_ELIGIBLE)


def test_whose_permit_it_is_comes_before_what_it_allows() -> None:
    """A stranger learns nothing about the permit, not even that it is replaced; a missing claim is a mismatch."""
    assert opening_of(MULTI_ENTRY, permit(status="replaced"), OTHER_STUDENT, TODAY).mismatch is Mismatch.OTHER_PERSON
    assert (
        opening_of(MULTI_ENTRY, permit(), {"id_number": STUDENT["id_number"]}, TODAY).mismatch is Mismatch.OTHER_PERSON
    )
    assert opening_of(MULTI_ENTRY, permit(holder={}), {}, TODAY).mismatch is Mismatch.OTHER_PERSON
    assert opening_of(MULTI_ENTRY, None, STUDENT, TODAY).mismatch is Mismatch.UNKNOWN


def test_the_window_before_the_stay_ends() -> None:
    """Three calendar months before, counted from the end, also over short months."""
    assert months_before(date(2027, 5, 31), 3) == date(2027, 2, 28)
    assert months_before(date(2027, 1, 15), 3) == date(2026, 10, 15)


def test_prefilling_takes_the_record_first_and_drops_what_no_option_has() -> None:
    """The record wins over the claim; a value that a select cannot have is not filled in."""
    known = prefilled(MULTI_ENTRY, permit(), {"name": "another", "email": "a@example.org"})
    assert (known["chinese_name"], known["email"]) == ("王美麗", "a@example.org")
    odd = permit(holder={**permit().holder, "programme": "kindergarten"})
    assert "programme" not in prefilled(MULTI_ENTRY, odd, {})


def test_differences_ignore_case_and_blanks() -> None:
    """Only real differences are marked."""
    answers = prefilled(MULTI_ENTRY, permit(), {}) | {"english_name": "wang  mei-li", "department": "哲學系"}
    assert differences(MULTI_ENTRY, answers, permit()) == {"department"} | (
        {"guarantor_name"} if "guarantor_name" not in answers else set()
    )


def test_a_complete_form_has_no_fault() -> None:
    """What the tests type is enough to send."""
    assert all_faults(MULTI_ENTRY, COMPLETE, FILES) == []


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"qualification": ""}, "qualification"),
        ({"qualification": "invented"}, "qualification"),
        ({"birth_date": "2003-02-30"}, "birth_date"),
        ({"birth_date": "20030517"}, "birth_date"),
        ({"chinese_name": "長" * 61}, "chinese_name"),
        ({"id_number": "440106200305170127"}, "id_number"),
        ({"father_birth_date": ""}, "father_birth_date"),
        ({"statement": "former"}, "statement_former"),
        ({"guarantor_kind": "person"}, "guarantor_number"),
        ({"taiwan_phone": "call me"}, "taiwan_phone"),
    ],
)
def test_each_fault_is_told_beside_its_field(changes: dict[str, str], key: str) -> None:
    """One wrong answer makes one fault, at the right field, in both languages."""
    faults = all_faults(MULTI_ENTRY, COMPLETE | changes, FILES)
    assert [fault.key for fault in faults] == [key]
    with use_language("en"):
        english = all_faults(MULTI_ENTRY, COMPLETE | changes, FILES)[0].message
    assert english.isascii() or "“" in english


def test_missing_files_are_faults_of_the_files_page() -> None:
    """Required items without a file are named."""
    assert [(fault.group, fault.key) for fault in all_faults(MULTI_ENTRY, COMPLETE, {"photo": 1})] == [
        ("files", "single_permit"),
        ("files", "travel_permit"),
    ]


def test_read_only_fields_are_never_taken_from_the_person() -> None:
    """A posted school is not even looked at."""
    studies = MULTI_ENTRY.group("studies")
    assert studies is not None
    assert "school" not in tidied(studies.fields, {"school": "Elsewhere", "department": "x"})


def test_answers_under_another_choice_are_dropped_when_sending() -> None:
    """What was typed under “formerly” does not go out with “never”."""
    answers = COMPLETE | {"statement_former": "a secret society"}
    assert "statement_former" not in to_submit(MULTI_ENTRY, answers)
    assert to_submit(MULTI_ENTRY, answers | {"statement": "former"})["statement_former"] == "a secret society"


@pytest.mark.parametrize(
    ("text", "form", "right"),
    [
        ("wang mei-li", Format.LATIN_NAME, True),
        ("王", Format.LATIN_NAME, False),
        ("11010519491231002x", Format.MAINLAND_ID, True),
        ("A912345673", Format.RESIDENT_NUMBER, True),
        ("A123456789", Format.NATIONAL_ID, True),
        ("t25a00101", Format.TRAVEL_DOCUMENT, True),
        ("T25-A", Format.TRAVEL_DOCUMENT, False),
        ("+886 912 345 678", Format.PHONE, True),
        ("a@b", Format.EMAIL, False),
    ],
)
def test_formats(text: str, form: Format, right: bool) -> None:
    """Each named format takes what people type, after normalising, and nothing else."""
    assert (fault_of(normalised(text, form), form) is None) == right


def changed_file(folder: Path, old: str, new: str) -> Path:
    """The shipped file with one change."""
    text = (SHIPPED / "multi_entry.toml").read_text(encoding="utf-8")
    assert old in text
    file = folder / "changed.toml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("fee = 1000", "fee = -1", "fee"),
        ("fee = 1000", 'fee = 1000\ncolour = "red"', "colour"),
        ('any_of = ["former"]', 'any_of = ["once"]', "a value that it cannot have"),
        ('key = "birth_date", kind', 'key = "chinese_name", kind', "given twice: chinese_name"),
        ('key = "contact"', 'key = "files"', "belong to pages of the portal"),
        ('{ zh = "陸生多次證", en = "Multiple-entry permit" }', '{ zh = "陸生多次證" }', "en"),
        ('status = ["valid"]', 'status = ["valid"]\nentry_checked = true', "exactly one condition"),
        ("fee = 1000", "fee = ", "changed.toml"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_with_its_place(tmp_path: Path, old: str, new: str, words: str) -> None:
    """Each mistake is named, so that whoever writes a case type can mend it."""
    with pytest.raises(CaseTypeError, match=words):
        load_case_type(changed_file(tmp_path, old, new))


def test_a_second_type_is_a_file(tmp_path: Path) -> None:
    """Another folder adds a type without code; the same key twice is refused."""
    changed_file(tmp_path, 'key = "multi_entry"', 'key = "extension"')
    assert [each.key for each in load_case_types(tmp_path)] == ["multi_entry", "extension"]
    changed_file(tmp_path, "order = 10", "order = 11")
    with pytest.raises(CaseTypeError, match="declared twice"):
        load_case_types(tmp_path)


def test_every_group_is_checked_by_itself() -> None:
    """A page's faults are those of its own fields."""
    group = MULTI_ENTRY.group("mother")
    assert group is not None
    assert {fault.key for fault in group_faults(group, {})} == {"mother_status", "mother_name"}
