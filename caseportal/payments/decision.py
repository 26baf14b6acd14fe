"""What a gateway's evidence means for an attempt: a pure rule, so that callback, query and officer agree."""

from dataclasses import dataclass

from caseportal.payments.evidence import GatewayEvidence, PaymentOutcome
from caseportal.payments.states import AttemptEvent, AttemptState, MoneyReason, target_of


@dataclass(frozen=True)
class AttemptFacts:
    """What the rule needs to know of an attempt. `amount` is in New Taiwan dollars."""

    state: AttemptState
    amount: int


@dataclass(frozen=True)
class Decision:
    """What is to be done: the event, the state after it, and why money must be kept if it must."""

    event: AttemptEvent
    target: AttemptState
    keep_because: MoneyReason | None = None

    @property
    def takes_money(self) -> bool:
        """Whether money has arrived and is to be recorded."""
        return self.event in (AttemptEvent.PAY, AttemptEvent.KEEP)


def decide(facts: AttemptFacts, evidence: GatewayEvidence) -> Decision | None:
    """Decide about evidence whose money was not recorded before; None means that there is nothing to do.

    A simulated payment moves no money and settles nothing, wherever this runs.
    """
    if evidence.outcome is PaymentOutcome.PENDING:
        return None
    if evidence.simulated:
        return Decision(AttemptEvent.IGNORE, facts.state)
    if evidence.outcome is PaymentOutcome.FAILED:
        target = target_of(AttemptEvent.FAIL, facts.state)
        return Decision(AttemptEvent.FAIL, target) if target is not None else None
    if evidence.amount != facts.amount:
        return Decision(AttemptEvent.KEEP, facts.state, MoneyReason.WRONG_AMOUNT)
    target = target_of(AttemptEvent.PAY, facts.state)
    if target is None:
        return Decision(AttemptEvent.KEEP, facts.state, MoneyReason.PAID_TWICE)
    return Decision(AttemptEvent.PAY, target)
