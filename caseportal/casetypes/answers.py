"""Checks answers against their case type. Pure: faults are values with words for the person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from caseportal.casetypes.declared import CaseType, Field, FieldKind, Group
from caseportal.casetypes.formats import fault_of, normalised
from shared.i18n import gettext as _


@dataclass(frozen=True)
class Fault:
    """Something that must be put right: which group, which field or attachment item, and what to do."""

    group: str
    key: str
    message: str


FILES = "files"
"""The group name of faults about attachments."""


def field_fault(field: Field, value: str, answers: Mapping[str, str]) -> str | None:
    """What is wrong with one normalised value, or None."""
    if not value:
        return _missing(field) if field.is_required(dict(answers)) else None
    if len(value) > field.max_length:
        return _("Shorten “%(label)s” to at most %(limit)d characters", label=field.label, limit=field.max_length)
    if field.options and value not in {option.value for option in field.options}:
        return _missing(field)
    if field.kind is FieldKind.DATE and not is_day(value):
        return _("Enter “%(label)s” as a real date, for example 2026-11-20", label=field.label)
    return fault_of(value, field.format) if field.format else None


def is_day(text: str) -> bool:
    """Whether the text is a date in the form 2026-11-20."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == len("2026-11-20")


def _missing(field: Field) -> str:
    if field.options:
        return _("Choose an answer for “%(label)s”", label=field.label)
    return _("Enter “%(label)s”", label=field.label)


def tidied(fields: Iterable[Field], typed: Mapping[str, str]) -> dict[str, str]:
    """The typed values of these fields as they are stored. Read-only fields are never taken from what was typed."""
    return {field.key: normalised(typed.get(field.key, ""), field.format) for field in fields if not field.read_only}


def group_faults(group: Group, answers: Mapping[str, str]) -> list[Fault]:
    """The faults of one page."""
    faults = []
    for field in group.fields:
        message = field_fault(field, answers.get(field.key, ""), answers)
        if message and not field.read_only:
            faults.append(Fault(group.key, field.key, message))
    return faults


def file_faults(case_type: CaseType, answers: Mapping[str, str], files: Mapping[str, int]) -> list[Fault]:
    """Attachment items that lack a required file; `files` counts the files of each item."""
    return [
        Fault(FILES, item.key, _("Upload “%(label)s”", label=item.label))
        for item in case_type.attachments
        if item.is_required(dict(answers)) and not files.get(item.key)
    ]


def all_faults(case_type: CaseType, answers: Mapping[str, str], files: Mapping[str, int]) -> list[Fault]:
    """Everything that stands against submission, in the order of the pages."""
    faults = [fault for group in case_type.groups for fault in group_faults(group, answers)]
    return faults + file_faults(case_type, answers, files)


def to_submit(case_type: CaseType, answers: Mapping[str, str]) -> dict[str, str]:
    """The answers that belong to the form as it stands: what was asked only under another choice is dropped."""
    return {
        field.key: answers.get(field.key, "")
        for field in case_type.fields()
        if field.only_when is None or field.only_when.holds(dict(answers))
    }
