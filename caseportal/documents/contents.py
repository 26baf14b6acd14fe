"""What stands on a permit and on a receipt: plain values that a worker process can be sent."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.i18n import LocalisedText


class Sex(StrEnum):
    """As identity documents print it."""

    MALE = "male"
    FEMALE = "female"
    OTHER = "other"


@dataclass(frozen=True)
class Portrait:
    """The holder's picture as intake wrote it anew."""

    media_type: str
    data: bytes


@dataclass(frozen=True)
class PermitContent:
    """A permit (seed 002, figure 80). Empty text prints an empty field; lines that do not apply are left out."""

    number: str
    issuer: LocalisedText
    permit_type: LocalisedText
    purpose: LocalisedText
    name_zh: str
    name_en: str
    resident_number: str
    passport_number: str
    identity_number: str
    birth_date: date
    sex: Sex
    birth_place: str
    address: str
    school: str
    issued_on: date
    valid_until: date
    stay_until: date
    portrait: Portrait | None
    verification_page: str
    """The address where the code can be typed."""
    verification_code: str


@dataclass(frozen=True)
class ReceiptContent:
    """A receipt for the fee of one case. `amount` is whole New Taiwan dollars."""

    number: str
    issuer: LocalisedText
    case_number: str
    group_number: str
    application: LocalisedText
    item: LocalisedText
    payer_zh: str
    payer_en: str
    amount: int
    method: LocalisedText
    paid_on: date
    issued_on: date
    trade_number: str
    verification_page: str
    """The address where the code can be typed."""
    verification_code: str


Content = PermitContent | ReceiptContent
