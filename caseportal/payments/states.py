"""The words of a payment attempt's life, and the one table of what leads where."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class AttemptState(StrEnum):
    """Where an attempt to pay stands. `failed` and `expired` are not final for money."""

    CREATED = "created"
    PENDING = "pending"
    PAID = "paid"
    FAILED = "failed"
    EXPIRED = "expired"


class AttemptEvent(StrEnum):
    """What can happen to an attempt."""

    SEND = "send"
    """The person was sent to the gateway."""
    PAY = "pay"
    """Money arrived, of the right amount."""
    FAIL = "fail"
    """The gateway says that it will not come to a payment."""
    EXPIRE = "expire"
    """Nothing was heard within the attempt's lifetime."""
    KEEP = "keep"
    """Money arrived that the attempt cannot use; the state stays, the money is kept as `refund_due`."""
    IGNORE = "ignore"
    """A statement that moves nothing: a simulated payment, a failure told after the success."""


class MoneyReason(StrEnum):
    """Why money, or a part of it, is to be paid back."""

    WRONG_AMOUNT = "wrong_amount"
    PAID_TWICE = "paid_twice"
    """The attempt was paid already, by other money."""
    CASE_NOT_PAYABLE = "case_not_payable"
    """The case was paid by another attempt, or is no longer waiting for a payment."""


class ItemOutcome(StrEnum):
    """What became of one case's share of an attempt."""

    PAID = "paid"
    REFUND_DUE = "refund_due"


@dataclass(frozen=True)
class AttemptTransition:
    """One edge of the table."""

    event: AttemptEvent
    sources: frozenset[AttemptState]
    target: AttemptState


_OPEN: Final = frozenset({AttemptState.CREATED, AttemptState.PENDING})
_UNPAID: Final = _OPEN | {AttemptState.FAILED, AttemptState.EXPIRED}

TRANSITIONS: Final = (
    AttemptTransition(AttemptEvent.SEND, frozenset({AttemptState.CREATED}), AttemptState.PENDING),
    AttemptTransition(AttemptEvent.PAY, _UNPAID, AttemptState.PAID),
    AttemptTransition(AttemptEvent.FAIL, _OPEN, AttemptState.FAILED),
    AttemptTransition(AttemptEvent.EXPIRE, _OPEN, AttemptState.EXPIRED),
)


def target_of(event: AttemptEvent, state: AttemptState) -> AttemptState | None:
    """Give the state that `event` leads to from `state`, or None if the table has no such edge."""
    return next((edge.target for edge in TRANSITIONS if edge.event is event and state in edge.sources), None)
