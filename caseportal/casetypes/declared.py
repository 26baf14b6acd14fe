"""The shape of a case type file. Everything is frozen; a file that does not fit is refused when the portal starts."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, field_validator, model_validator
from pydantic import Field as Constraint

from caseportal.casetypes.formats import Format
from shared.i18n import LocalisedText

KEY = r"^[a-z][a-z0-9_]{0,39}$"


class Declared(BaseModel):
    """Base of everything that stands in a case type file."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class FieldKind(StrEnum):
    """How a field is asked."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    RADIOS = "radios"
    SELECT = "select"
    DATE = "date"


class Condition(Declared):
    """Holds when another field has one of these values."""

    field: str
    any_of: tuple[str, ...] = Constraint(min_length=1)

    def holds(self, answers: dict[str, str]) -> bool:
        """Whether the answers given so far meet it."""
        return answers.get(self.field, "") in self.any_of


class Option(Declared):
    """One choice of radios or a select."""

    value: str = Constraint(pattern=KEY)
    label: LocalisedText


class Field(Declared):
    """One question of the form."""

    key: str = Constraint(pattern=KEY)
    kind: FieldKind = FieldKind.TEXT
    label: LocalisedText
    hint: LocalisedText | None = None
    required: bool = False
    required_when: Condition | None = None
    only_when: Condition | None = None
    """The answer is kept only when this holds."""
    max_length: int = Constraint(default=60, ge=1, le=2000)
    """Characters."""
    format: Format | None = None
    """A named check of the text (`caseportal.casetypes.formats`)."""
    options: tuple[Option, ...] = ()
    autocomplete: str | None = None
    inputmode: str | None = None
    record: str | None = None
    """The entry of the permit's record that fills the field and that officers see beside it."""
    claim: str | None = None
    """The claim of the account that fills the field if the record has nothing."""
    read_only: bool = False
    """Taken from the record, shown, never typed."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.kind in {FieldKind.RADIOS, FieldKind.SELECT}) != bool(self.options):
            raise ValueError(f"{self.key}: options belong to radios and selects, and only to them")
        if self.read_only and self.record is None:
            raise ValueError(f"{self.key}: a read-only field needs `record`, or it stays empty")
        if self.required and self.only_when is not None:
            raise ValueError(f"{self.key}: a field that is asked only sometimes is required by `required_when`")
        return self

    def is_required(self, answers: dict[str, str]) -> bool:
        """Whether the field must be filled, given the other answers."""
        return self.required or (self.required_when is not None and self.required_when.holds(answers))

    def shown(self, value: str) -> str:
        """A stored answer in the words of the person's language."""
        for option in self.options:
            if option.value == value:
                return str(option.label)
        return value


class Group(Declared):
    """Fields that stand together on one page."""

    key: str = Constraint(pattern=KEY)
    title: LocalisedText
    intro: tuple[LocalisedText, ...] = ()
    fields: tuple[Field, ...] = Constraint(min_length=1)


class AttachmentItem(Declared):
    """One kind of file to bring."""

    key: str = Constraint(pattern=KEY)
    label: LocalisedText
    hint: LocalisedText | None = None
    required: bool = False
    not_required_when: Condition | None = None
    max_files: int = Constraint(default=5, ge=1, le=20)
    pictures_only: bool = False

    def is_required(self, answers: dict[str, str]) -> bool:
        """Whether at least one file must be there, given the answers."""
        return self.required and not (self.not_required_when is not None and self.not_required_when.holds(answers))


class PermitQuestion(Declared):
    """The number that opens the form: which permit the application is about."""

    label: LocalisedText
    hint: LocalisedText | None = None
    match: tuple[str, ...] = Constraint(min_length=1)
    """Entries that the permit's record and the account's claims must both have, with equal values."""


class EligibilityRule(Declared):
    """One thing that must be true of the permit on record. Exactly one of the conditions is given."""

    message: LocalisedText
    """Told to the person when it is not true, with what to do."""
    permit_kind: tuple[str, ...] | None = None
    status: tuple[str, ...] | None = None
    entry_checked: bool | None = None
    stay_not_over: bool | None = None
    stay_ends_within_months: int | None = Constraint(default=None, ge=1, le=24)

    @model_validator(mode="after")
    def _one_condition(self) -> Self:
        if len(self.model_fields_set - {"message"}) != 1:
            raise ValueError("an eligibility rule has a message and exactly one condition")
        return self


class CaseType(Declared):
    """One thing that can be applied for."""

    key: str = Constraint(pattern=KEY)
    order: int
    """Place in menus and tabs."""
    title: LocalisedText
    tab: LocalisedText
    name_in_lists: LocalisedText
    populations: tuple[str, ...] = Constraint(min_length=1)
    kinds: tuple[str, ...] = ()
    """Kinds of account that may apply; empty admits every kind of the populations."""
    fee: int = Constraint(ge=0)
    """New Taiwan dollars; 0 asks for no payment."""
    documents: tuple[str, ...] = Constraint(min_length=1)
    """Kinds of document that are made when the case is done."""
    declaration: tuple[LocalisedText, ...] = Constraint(min_length=1)
    """Paragraphs to agree to before anything is asked."""
    permit: PermitQuestion
    eligibility: tuple[EligibilityRule, ...] = ()
    groups: tuple[Group, ...] = Constraint(min_length=1)
    attachments_intro: tuple[LocalisedText, ...] = ()
    attachments: tuple[AttachmentItem, ...] = ()
    what_next: LocalisedText
    """What happens after submission, on the confirmation page and in its mail."""

    @field_validator("groups")
    @classmethod
    def _no_reserved_page(cls, groups: tuple[Group, ...]) -> tuple[Group, ...]:
        reserved = {"files", "check", "submitted", "permit", "declaration"} & {group.key for group in groups}
        if reserved:
            raise ValueError(f"these names belong to pages of the portal: {', '.join(sorted(reserved))}")
        return groups

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        keys = [field.key for field in self.fields()]
        for names in (keys, [group.key for group in self.groups], [item.key for item in self.attachments]):
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                raise ValueError(f"given twice: {', '.join(twice)}")
        options = {field.key: {option.value for option in field.options} for field in self.fields()}
        for condition in self._conditions():
            if not set(condition.any_of) <= options.get(condition.field, set()):
                raise ValueError(f"a condition asks {condition.field} for a value that it cannot have")
        return self

    def _conditions(self) -> Iterator[Condition]:
        for field in self.fields():
            yield from (each for each in (field.required_when, field.only_when) if each is not None)
        for item in self.attachments:
            if item.not_required_when is not None:
                yield item.not_required_when

    def fields(self) -> tuple[Field, ...]:
        """Every field of every group, in order."""
        return tuple(field for group in self.groups for field in group.fields)

    def group(self, key: str) -> Group | None:
        """The group of that name."""
        return next((group for group in self.groups if group.key == key), None)

    def item(self, key: str) -> AttachmentItem | None:
        """The attachment item of that name."""
        return next((item for item in self.attachments if item.key == key), None)

    def admits(self, population: str, kind: str | None) -> bool:
        """Whether an account of that population and kind may apply."""
        return population in self.populations and (not self.kinds or kind in self.kinds)


def is_key(text: str) -> bool:
    """Whether the text can be a name in a case type file."""
    return re.fullmatch(KEY, text) is not None
