"""The policy of one population: one frozen model for one TOML file.

Text for people carries both languages (`{ zh = "…", en = "…" }`). A new population is a new file: nothing in the code
asks for a population by its name.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from idp.policies.evidence import Channel
from idp.policies.registration import Registration
from shared.i18n import LocalisedText

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,30}$")]


class Declared(BaseModel):
    """Frozen, and strict about names: a misspelt setting is an error, not a default."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class PasswordClass(StrEnum):
    """A class of characters that a password rule may ask for."""

    LOWER = "lower"
    UPPER = "upper"
    DIGIT = "digit"
    SYMBOL = "symbol"


class UsernameRule(Declared):
    """What a username looks like and how the field is labelled."""

    label: LocalisedText
    hint: LocalisedText | None = None
    pattern: str = r"[A-Za-z0-9][A-Za-z0-9._-]*"
    """Regular expression for the whole name, after NFKC."""
    min: int = Field(default=3, ge=1)
    max: int = Field(default=64, le=128)

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, value: str) -> str:
        try:
            re.compile(value)
        except re.error as error:
            raise ValueError(f"is not a regular expression: {error}") from error
        return value


class PasswordRule(Declared):
    """What a password must hold. Always NFC, never truncated, always checked against common words."""

    min: int = Field(default=15, ge=6)
    max: int = Field(default=128, ge=8, le=256)
    requires: tuple[PasswordClass, ...] = ()
    symbols: str | None = None
    """The only symbols allowed; nothing: any character is."""
    not_username: bool = True
    age_days: int | None = Field(default=None, ge=1)
    """A password older than this many days must be renewed; nothing: it does not age."""
    hint: LocalisedText | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.min > self.max:
            raise ValueError("min is more than max")
        return self


class CaptchaRule(Declared):
    """Where a CAPTCHA is asked, and how long it is."""

    sign_in: bool = False
    second_step: bool = False
    registration: bool = True
    length: int = Field(default=5, ge=4, le=8)


class LockoutRule(Declared):
    """How many wrong answers an account and a source address have, and for how long the door then stays shut."""

    tries: int = Field(default=5, ge=1)
    minutes: int = Field(default=15, ge=1)
    source_tries: int = Field(default=100, ge=1)
    """Wrong answers from one address in the same time, over all accounts."""


class Combination(Declared):
    """Factors that together are enough, and the level they are declared to earn."""

    factors: tuple[Name, ...] = Field(min_length=1)
    level: int = Field(ge=1, le=3)


class SignIn(Declared):
    """What the sign-in accepts."""

    accepts: tuple[Combination, ...] = Field(min_length=1)
    notice_by_mail: bool = False
    """A mail after each sign-in."""


class MailedCode(Declared):
    """The form of codes sent by mail."""

    digits: int = Field(default=8, ge=6, le=12)
    """Six digits are a hair under 20 bits: for populations whose users know such codes; new ones take eight."""
    letters: int = Field(default=6, ge=2, le=8)
    """Length of the reference shown on the page and in the mail."""
    minutes: int = Field(default=10, ge=1, le=10)
    tries: int = Field(default=5, ge=1, le=5)
    resend_seconds: int = Field(default=30, ge=0)
    """Least time between two mails of one attempt."""


class RecoveryKind(StrEnum):
    """How a person who lost a factor gets in again."""

    MAILED_PASSWORD = "mailed_password"  # noqa: S105 - a kind of recovery
    MAILED_LINK = "mailed_link"
    HELP_DESK = "help_desk"


class Recovery(Declared):
    """The way back in, and what it may replace. It decides which factors count as one (`combinations`)."""

    kind: RecoveryKind = RecoveryKind.HELP_DESK
    resets: tuple[Name, ...] = ()
    channel: Channel | None = None
    """The channel that the recovery trusts; nothing: a person who checks the identity."""

    @model_validator(mode="after")
    def _mail_is_a_channel(self) -> Self:
        if self.kind is not RecoveryKind.HELP_DESK and self.channel is None:
            raise ValueError("a recovery by mail needs channel = 'mailbox'")
        return self


class Renewals(Declared):
    """What must be renewed at sign-in, in this order."""

    username: bool = False
    password: bool = False
    second_factor: bool = False
    locks_instead: bool = False
    """Past the password's age the account is locked; the way out is the recovery."""


class Contact(Declared):
    """Whom to ask."""

    organisation: LocalisedText
    phone: str | None = None
    hours: LocalisedText | None = None
    mail: str | None = None


class Link(Declared):
    """A link shown to people, to an address of ours or elsewhere by https."""

    title: LocalisedText
    href: str = Field(pattern=r"^(https://|/)")


class ClaimRule(Declared):
    """A field of the person's record that a portal gets as a claim with a scope."""

    scope: Name
    claim: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    field: Name


class Population(Declared):
    """One group of accounts and everything its policy says."""

    name: Name
    title: LocalisedText
    """Heading of its sign-in page."""
    portal: LocalisedText
    """Name of the service that these people use."""
    people: LocalisedText
    """What these accounts are called: “mainland students”."""
    kind: str | None = None
    """Attribute that portals get as the claim `kind`."""
    roles: tuple[Name, ...] = ()
    """Roles that an account of this population may have; portals get an account's roles as the claim `roles`."""
    username: UsernameRule
    password: PasswordRule = PasswordRule()
    captcha: CaptchaRule = CaptchaRule()
    lockout: LockoutRule = LockoutRule()
    registration: Registration | None = None
    """Nothing: accounts are made by an administrator."""
    sign_in: SignIn
    mailed_code: MailedCode = MailedCode()
    recovery: Recovery = Recovery()
    renewals: Renewals = Renewals()
    notices: tuple[LocalisedText, ...] = ()
    contact: Contact | None = None
    manual: Link | None = None
    counters: bool = False
    """Shows today's and all sign-ins on the sign-in page."""
    claims: tuple[ClaimRule, ...] = ()

    @model_validator(mode="after")
    def _claims_have_fields(self) -> Self:
        declared = {field.name for field in self.registration.fields} if self.registration else set()
        missing = sorted({rule.field for rule in self.claims} - declared - {"username", "name", "email", "phone"})
        if missing:
            raise ValueError(f"claims name fields that registration does not declare: {', '.join(missing)}")
        return self
