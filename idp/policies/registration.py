"""What a population asks of a person who registers: declared fields, the roster to match, the way to activate."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from shared.i18n import LocalisedText

FieldName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class Declared(BaseModel):
    """Frozen, and strict about names."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class FieldKind(StrEnum):
    """How a field is asked and compared."""

    TEXT = "text"
    LATIN_NAME = "latin_name"
    DOCUMENT = "document"
    """Number of a document: letters and digits, compared without spaces, in capitals."""
    MAINLAND_ID = "mainland_id"
    """18-character mainland identity number, check character and all."""
    DATE = "date"
    CHOICE = "choice"
    PHONE = "phone"
    EMAIL = "email"


class Choice(Declared):
    """One option of a choice."""

    value: str = Field(pattern=r"^[A-Za-z0-9_-]{1,40}$")
    label: LocalisedText


class RegistrationField(Declared):
    """One field of the form. Its value is kept sealed with the account."""

    name: FieldName
    label: LocalisedText
    kind: FieldKind = FieldKind.TEXT
    hint: LocalisedText | None = None
    required: bool = True
    max: int = Field(default=60, ge=1, le=200)
    pattern: str | None = None
    choices: tuple[Choice, ...] = ()
    autocomplete: str | None = None
    unique: bool = False
    """At most one account of the population has this value (looked up through a blind index)."""

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, value: str | None) -> str | None:
        if value is not None:
            try:
                re.compile(value)
            except re.error as error:
                raise ValueError(f"is not a regular expression: {error}") from error
        return value

    @model_validator(mode="after")
    def _choices_for_a_choice(self) -> Self:
        if (self.kind is FieldKind.CHOICE) != bool(self.choices):
            raise ValueError(f"{self.name}: choices belong to kind = 'choice', and it needs them")
        return self


class RosterRule(Declared):
    """The list that a person must stand on."""

    name: FieldName
    key: FieldName
    """The column by which an entry is found: `username` or a declared field."""
    matches: tuple[FieldName, ...] = ()
    """Declared fields that must agree with the entry, beside the key."""
    columns: tuple[FieldName, ...] = Field(min_length=1)
    """Columns of an import file, the key among them."""
    shows: FieldName | None = None
    """Public column shown under the key's field as soon as the key is complete."""
    shows_label: LocalisedText | None = None
    mismatch: LocalisedText
    """Said when nobody on the roster matches."""

    @model_validator(mode="after")
    def _columns_are_known(self) -> Self:
        unknown = {self.key, *self.matches, *([self.shows] if self.shows else [])} - set(self.columns)
        if unknown:
            raise ValueError(f"not among the columns: {', '.join(sorted(unknown))}")
        if self.shows and self.shows_label is None:
            raise ValueError("shows needs shows_label")
        return self


class ActivationKind(StrEnum):
    """How a new account becomes usable."""

    AT_ONCE = "at_once"
    MAIL_LINK = "mail_link"


class Activation(Declared):
    """The way from registered to active."""

    kind: ActivationKind = ActivationKind.MAIL_LINK
    hours: int = Field(default=24, ge=1, le=168)
    """How long the mailed link works."""


class Registration(Declared):
    """The registration form and what follows."""

    title: LocalisedText
    intro: LocalisedText | None = None
    fields: tuple[RegistrationField, ...] = ()
    name_field: FieldName
    """The declared field that is the person's name."""
    email_field: FieldName = "email"
    phone_field: FieldName | None = None
    roster: RosterRule | None = None
    refused_mail_domains: tuple[str, ...] = ()
    """`qq.com`, or `*.cn` for everything under a domain."""
    refused_mail_reason: LocalisedText | None = None
    activation: Activation = Activation()

    @model_validator(mode="after")
    def _fields_exist(self) -> Self:
        names = [field.name for field in self.fields]
        if len(names) != len(set(names)):
            raise ValueError("two fields have the same name")
        if reserved := {"username", "password", "password_again", "captcha", "captcha_id", "action"} & set(names):
            raise ValueError(f"names that every form has already: {', '.join(sorted(reserved))}")
        wanted = {self.name_field, self.email_field, *([self.phone_field] if self.phone_field else [])}
        if self.roster:
            wanted |= ({self.roster.key} - {"username"}) | set(self.roster.matches)
        if missing := wanted - set(names):
            raise ValueError(f"no such field: {', '.join(sorted(missing))}")
        if self.refused_mail_domains and self.refused_mail_reason is None:
            raise ValueError("refused_mail_domains needs refused_mail_reason")
        return self
