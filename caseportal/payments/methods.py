"""The ways to pay, and what each costs besides the fee of the case (source: the portal's manual, section 10)."""

import tomllib
from enum import StrEnum
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from shared.i18n import LocalisedText


class MethodName(StrEnum):
    """The ways to pay that the source system knows."""

    CREDIT_CARD = "credit_card"
    WEB_ATM = "web_atm"
    VIRTUAL_ACCOUNT = "virtual_account"
    EGOV_ACCOUNT = "egov_account"
    EGOV_CARD = "egov_card"
    CONVENIENCE_STORE = "convenience_store"


class Method(BaseModel):
    """One way to pay, in the words of the fee table."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: MethodName
    title: LocalisedText
    handling_fee: LocalisedText
    """What the fee is called."""
    explanation: LocalisedText
    cost: LocalisedText
    """What the person pays besides, as the table says it."""


class _MethodFile(BaseModel):
    """The shape of methods.toml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    method: tuple[Method, ...]


@cache
def all_methods() -> tuple[Method, ...]:
    """Give every declared method, in the order of the fee table."""
    text = files(__package__).joinpath("methods.toml").read_text(encoding="utf-8")
    return _MethodFile.model_validate(tomllib.loads(text)).method


def method(name: MethodName) -> Method:
    """Give one method's words."""
    return next(entry for entry in all_methods() if entry.name is name)
