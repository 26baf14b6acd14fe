"""What a gateway has proved about a payment: values that only an authenticated answer may become."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class PaymentOutcome(StrEnum):
    """What the gateway says has become of the money."""

    PAID = "paid"
    FAILED = "failed"
    PENDING = "pending"
    """Nothing has moved yet: the person has not paid, or a pay-later code was issued."""


class EvidenceSource(StrEnum):
    """By which way the evidence came to us."""

    CALLBACK = "callback"
    QUERY = "query"
    """We asked: the worker on its own, after the browser's return, or because an officer wanted to know."""


@dataclass(frozen=True)
class GatewayEvidence:
    """One authenticated statement of a gateway about one attempt. Amounts are whole New Taiwan dollars.

    `trade_number` is the gateway's own number of the money and is empty while there is none; together with `gateway`
    and `merchant_id` it names the money once and for all. `simulated` marks the gateway's “simulate a payment” button,
    which moves no money.
    """

    gateway: str
    merchant_id: str
    attempt_number: str
    trade_number: str
    amount: int
    outcome: PaymentOutcome
    source: EvidenceSource
    paid_at: datetime | None = None
    simulated: bool = False
    code: str = ""
    """The gateway's own result code, for the history."""


class RejectionReason(StrEnum):
    """Why a message is no evidence."""

    SIGNATURE = "signature"
    MERCHANT = "merchant"
    MALFORMED = "malformed"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True)
class Rejection:
    """A message that proves nothing. `detail` is for the log and never carries what the message said."""

    reason: RejectionReason
    detail: str
