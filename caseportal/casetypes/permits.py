"""A permit on record as a value, and the questions a case type asks of it. Pure."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from caseportal.casetypes.declared import CaseType, EligibilityRule
from caseportal.casetypes.formats import normalised
from shared.i18n import LocalisedText
from shared.i18n import gettext as _


@dataclass(frozen=True)
class PermitRecord:
    """What the agency has on record about one permit."""

    number: str
    permit_kind: str
    status: str
    entry_checked: bool
    valid_until: date | None
    stay_until: date | None
    holder: Mapping[str, str]
    """Entries about the holder: `chinese_name`, `birth_date` (ISO), `id_number`, `school` and so on."""


class Mismatch(StrEnum):
    """Why a permit number opens no form."""

    UNKNOWN = "unknown"
    OTHER_PERSON = "other_person"
    NOT_ELIGIBLE = "not_eligible"


@dataclass(frozen=True)
class Opening:
    """The answer to a permit number: nothing in the way, or why not."""

    mismatch: Mismatch | None
    reason: LocalisedText | None = None
    """The words of the rule, for NOT_ELIGIBLE."""


def months_before(day: date, months: int) -> date:
    """The day `months` calendar months earlier, or the last of that month if it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _holds(rule: EligibilityRule, permit: PermitRecord, today: date) -> bool:
    if rule.permit_kind is not None:
        return permit.permit_kind in rule.permit_kind
    if rule.status is not None:
        return permit.status in rule.status
    if rule.entry_checked is not None:
        return permit.entry_checked == rule.entry_checked
    if rule.stay_not_over is not None:
        return permit.stay_until is not None and (today <= permit.stay_until) == rule.stay_not_over
    if rule.stay_ends_within_months is not None:
        return permit.stay_until is not None and today >= months_before(permit.stay_until, rule.stay_ends_within_months)
    raise AssertionError("an eligibility rule has a condition: the loader has checked it")


def same_person(case_type: CaseType, permit: PermitRecord, claims: Mapping[str, str]) -> bool:
    """Whether the entries that the case type names are there on both sides, and equal (帳號基資與案件資料)."""
    return all(
        permit.holder.get(entry) and _plain(permit.holder[entry]) == _plain(claims.get(entry, ""))
        for entry in case_type.permit.match
    )


def _plain(text: str) -> str:
    return normalised(text, None).upper()


def opening_of(case_type: CaseType, permit: PermitRecord | None, claims: Mapping[str, str], today: date) -> Opening:
    """Whether the form opens. Another person's permit is told before anything about the permit itself is."""
    if permit is None:
        return Opening(Mismatch.UNKNOWN)
    if not same_person(case_type, permit, claims):
        return Opening(Mismatch.OTHER_PERSON)
    for rule in case_type.eligibility:
        if not _holds(rule, permit, today):
            return Opening(Mismatch.NOT_ELIGIBLE, rule.message)
    return Opening(None)


def mismatch_words(opening: Opening) -> str:
    """What to tell the person whose number opens no form."""
    if opening.mismatch is Mismatch.OTHER_PERSON:
        return _(
            "The data of your account do not agree with the data of this permit. Check that the number is that of your own permit."
        )
    if opening.mismatch is Mismatch.NOT_ELIGIBLE:
        return str(opening.reason)
    return _("No permit with this number was found.")


def prefilled(case_type: CaseType, permit: PermitRecord, claims: Mapping[str, str]) -> dict[str, str]:
    """The answers that are known before anything is typed: from the record, else from the account's claims."""
    known: dict[str, str] = {}
    for field in case_type.fields():
        value = permit.holder.get(field.record or "") or claims.get(field.claim or "") or ""
        if field.options and value not in {option.value for option in field.options}:
            continue
        if value:
            known[field.key] = normalised(value, field.format)[: field.max_length]
    return known


def differences(case_type: CaseType, answers: Mapping[str, str], permit: PermitRecord | None) -> frozenset[str]:
    """The fields whose answer is not what the record says; fields without an entry on record never differ."""
    if permit is None:
        return frozenset()
    return frozenset(
        field.key
        for field in case_type.fields()
        if field.record
        and permit.holder.get(field.record)
        and _plain(answers.get(field.key, "")) != _plain(permit.holder[field.record])
    )
