"""The rule of settlement as a table, and what must hold for any evidence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseportal.payments.decision import AttemptFacts, decide
from caseportal.payments.evidence import EvidenceSource, GatewayEvidence, PaymentOutcome
from caseportal.payments.methods import MethodName, all_methods
from caseportal.payments.states import AttemptEvent, AttemptState, MoneyReason

PAID, FAILED, PENDING = PaymentOutcome.PAID, PaymentOutcome.FAILED, PaymentOutcome.PENDING


def evidence(outcome: PaymentOutcome = PAID, amount: int = 1000, *, simulated: bool = False) -> GatewayEvidence:
    """Evidence about an attempt of NT$1,000."""
    return GatewayEvidence(
        gateway="ecpay",
        merchant_id="3002607",
        attempt_number="GH1",
        trade_number="2611210900000001",
        amount=amount,
        outcome=outcome,
        source=EvidenceSource.CALLBACK,
        simulated=simulated,
    )


@pytest.mark.parametrize("state", [s for s in AttemptState if s is not AttemptState.PAID])
def test_right_money_pays_from_every_unpaid_state(state: AttemptState) -> None:
    """Money of the right amount pays an attempt that is new, pending, failed or expired."""
    decision = decide(AttemptFacts(state, 1000), evidence())
    assert decision is not None
    assert (decision.event, decision.target, decision.keep_because) == (AttemptEvent.PAY, AttemptState.PAID, None)


@pytest.mark.parametrize("amount", [0, 1, 999, 1001, 10**9])
def test_a_wrong_amount_is_kept_and_pays_nothing(amount: int) -> None:
    """Any other amount is kept for paying back and leaves the state alone."""
    decision = decide(AttemptFacts(AttemptState.PENDING, 1000), evidence(amount=amount))
    assert decision is not None
    assert (decision.event, decision.target) == (AttemptEvent.KEEP, AttemptState.PENDING)
    assert decision.keep_because is MoneyReason.WRONG_AMOUNT


def test_second_money_for_a_paid_attempt_is_kept() -> None:
    """Other money for an attempt that is paid is kept for paying back."""
    decision = decide(AttemptFacts(AttemptState.PAID, 1000), evidence())
    assert decision is not None
    assert decision.keep_because is MoneyReason.PAID_TWICE


def test_failure_after_success_changes_nothing() -> None:
    """Evidence that arrives in the wrong order cannot undo a payment."""
    assert decide(AttemptFacts(AttemptState.PAID, 1000), evidence(FAILED)) is None
    assert decide(AttemptFacts(AttemptState.EXPIRED, 1000), evidence(FAILED)) is None


@given(
    st.sampled_from(AttemptState),
    st.sampled_from(PaymentOutcome),
    st.integers(0, 2000),
    st.integers(1, 2000),
    st.booleans(),
)
def test_only_real_money_of_the_right_amount_pays(
    state: AttemptState, outcome: PaymentOutcome, amount: int, due: int, simulated: bool
) -> None:
    """Whatever comes, nothing pays but real money of the right amount, and a paid attempt stays paid."""
    decision = decide(AttemptFacts(state, due), evidence(outcome, amount, simulated=simulated))
    if decision is None:
        return
    if decision.event is AttemptEvent.PAY:
        assert outcome is PAID
        assert amount == due
        assert not simulated
        assert state is not AttemptState.PAID
    assert state is not AttemptState.PAID or decision.target is AttemptState.PAID
    assert decision.takes_money == (outcome is PAID and not simulated)


def test_every_method_has_words_in_both_languages() -> None:
    """The fee table names each way to pay once, with all its words in both languages."""
    assert [method.name for method in all_methods()] == list(MethodName)
    for method in all_methods():
        for words in (method.title, method.handling_fee, method.explanation, method.cost):
            assert words.zh
            assert words.en
