"""Declared case types: what an application asks, checks, costs and gives, as TOML files (requirement H4).

`declared` is the shape of a file, `loading` reads folders of them, `answers` checks what was typed, `eligibility` and
`prefill` look at the permit on record, `forms` makes the fields of a page. Rules here are pure: no database, no clock.
Imports `shared` only.
"""

from caseportal.casetypes.declared import AttachmentItem, CaseType, Field, FieldKind, Group
from caseportal.casetypes.loading import CaseTypeError, CaseTypes, load_case_type, load_case_types

__all__ = [
    "AttachmentItem",
    "CaseType",
    "CaseTypeError",
    "CaseTypes",
    "Field",
    "FieldKind",
    "Group",
    "load_case_type",
    "load_case_types",
]
