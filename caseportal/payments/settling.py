"""`settle`: the one way a payment ends. Callbacks and queries come here, the queries that a browser's return
or an officer asks for, too; nothing else settles.

Everything happens in one transaction: the money's row, the attempt, its cases through the one writer, receipts, history.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tortoise.backends.base.client import BaseDBAsyncClient

from caseportal.cases.numbers import next_serial
from caseportal.cases.states import CaseEvent
from caseportal.cases.transitions import SYSTEM
from caseportal.cases.writer import CaseWriter
from caseportal.models.payments import FeeReceipt, PaymentAttempt, PaymentHistory, PaymentItem, ReceivedMoney
from caseportal.models.transactions import write_transaction
from caseportal.payments.decision import AttemptFacts, Decision, decide
from caseportal.payments.evidence import GatewayEvidence, PaymentOutcome
from caseportal.payments.states import AttemptEvent, AttemptState, ItemOutcome, MoneyReason
from shared.clock import TAIPEI, Clock
from shared.identifiers.calendars import roc_year
from shared.identifiers.casenumbers import receipt_number


class SettlementResult(StrEnum):
    """What came of a gateway's statement."""

    PAID = "paid"
    """Every case of the attempt is paid now."""
    REFUND_DUE = "refund_due"
    """The money is recorded, and all of it or a part is to be paid back."""
    FAILED = "failed"
    REPEATED = "repeated"
    """This money was recorded before."""
    NOTHING = "nothing"
    """The statement moves nothing."""
    UNKNOWN = "unknown"
    """There is no such attempt with this gateway."""


@dataclass(frozen=True)
class Settlement:
    """The result and where the attempt stands now. `refund_due` is in New Taiwan dollars."""

    result: SettlementResult
    state: AttemptState | None = None
    refund_due: int = 0
    reason: MoneyReason | None = None

    @property
    def understood(self) -> bool:
        """Whether the gateway may stop reporting.

        A wrong amount and an unknown attempt are refused, so that the gateway's own staff see that something is amiss.
        """
        return self.result is not SettlementResult.UNKNOWN and self.reason is not MoneyReason.WRONG_AMOUNT


class Settlements:
    """Settles attempts. `writer` changes the cases; `clock` says when the money was seen."""

    def __init__(self, writer: CaseWriter, clock: Clock) -> None:
        self._writer = writer
        self._clock = clock

    async def settle(self, attempt_number: str, evidence: GatewayEvidence) -> Settlement:
        """Take authenticated evidence about one attempt to its end. May be called any number of times, in any order.

        Raises ValueError when the evidence is about another attempt.
        """
        if evidence.attempt_number != attempt_number:
            raise ValueError("the evidence is about another attempt")
        async with write_transaction() as connection:
            # The lock makes parallel reports of one attempt wait for each other, in this process and in others.
            attempt = (
                await PaymentAttempt.filter(number=attempt_number, gateway=evidence.gateway)
                .using_db(connection)
                .select_for_update()
                .get_or_none()
            )
            if attempt is None:
                return Settlement(SettlementResult.UNKNOWN)
            if await _recorded(connection, evidence):
                return Settlement(SettlementResult.REPEATED, attempt.state)
            decision = decide(AttemptFacts(attempt.state, attempt.amount), evidence)
            if decision is None:
                return Settlement(SettlementResult.NOTHING, attempt.state)
            return await self._carry_out(connection, attempt, evidence, decision)

    async def _carry_out(
        self, connection: BaseDBAsyncClient, attempt: PaymentAttempt, evidence: GatewayEvidence, decision: Decision
    ) -> Settlement:
        now, before = self._clock(), attempt.state
        reason, refund_due = decision.keep_because, 0
        if decision.event is AttemptEvent.KEEP:
            refund_due = evidence.amount
        if decision.event is AttemptEvent.PAY:
            refund_due = await self._pay_cases(connection, attempt, evidence.paid_at or now, now)
            reason = MoneyReason.CASE_NOT_PAYABLE if refund_due else None
        if decision.takes_money:
            await ReceivedMoney.create(
                using_db=connection,
                gateway=evidence.gateway,
                merchant_id=evidence.merchant_id,
                trade_number=evidence.trade_number,
                attempt_id=attempt.id,
                amount=evidence.amount,
                refund_due=refund_due,
                reason=reason,
                source=evidence.source,
                late=before in (AttemptState.FAILED, AttemptState.EXPIRED),
                paid_at=evidence.paid_at or now,
                received_at=now,
            )
        if decision.target is not before:
            attempt.state, attempt.settled_at = decision.target, now
            attempt.version += 1
            await attempt.save(using_db=connection, update_fields=["state", "settled_at", "version"])
        await record(connection, attempt, decision.event, before, evidence.source, str(reason or evidence.code), now)
        return Settlement(_result(decision, refund_due), attempt.state, refund_due, reason)

    async def _pay_cases(
        self, connection: BaseDBAsyncClient, attempt: PaymentAttempt, paid_at: datetime, now: datetime
    ) -> int:
        """Pay what can be paid; give the sum of what cannot. Cases go in the order of their ids, against deadlocks."""
        items = await PaymentItem.filter(attempt_id=attempt.id).using_db(connection).order_by("case_id")
        paid: list[PaymentItem] = []
        refund_due = 0
        for item in items:
            outcome = await self._writer.apply(
                item.case_id, CaseEvent.PAY, SYSTEM, None, note=attempt.number, connection=connection
            )
            item.outcome = ItemOutcome.PAID if outcome.ok else ItemOutcome.REFUND_DUE
            await item.save(using_db=connection, update_fields=["outcome"])
            if outcome.ok:
                paid.append(item)
            else:
                refund_due += item.amount
        # Last, since the counter of receipt numbers is a lock that every payment takes.
        await _give_receipts(connection, attempt, paid, paid_at, now)
        return refund_due


async def _recorded(connection: BaseDBAsyncClient, evidence: GatewayEvidence) -> bool:
    """Say whether this very money was recorded before."""
    if evidence.outcome is not PaymentOutcome.PAID:
        return False
    return (
        await ReceivedMoney.filter(
            gateway=evidence.gateway, merchant_id=evidence.merchant_id, trade_number=evidence.trade_number
        )
        .using_db(connection)
        .exists()
    )


async def _give_receipts(
    connection: BaseDBAsyncClient,
    attempt: PaymentAttempt,
    items: Sequence[PaymentItem],
    paid_at: datetime,
    now: datetime,
) -> None:
    year = roc_year(now.astimezone(TAIPEI).date())
    for item in items:
        await FeeReceipt.create(
            using_db=connection,
            case_id=item.case_id,
            attempt_id=attempt.id,
            number=receipt_number(year, await next_serial(connection, f"fee-receipt-{year}")),
            amount=item.amount,
            method=attempt.method,
            paid_at=paid_at,
        )


async def record(
    connection: BaseDBAsyncClient,
    attempt: PaymentAttempt,
    event: AttemptEvent,
    before: AttemptState,
    source: str,
    detail: str,
    now: datetime,
) -> None:
    """Add one line to an attempt's history."""
    await PaymentHistory.create(
        using_db=connection,
        attempt_id=attempt.id,
        event=event,
        source_state=before,
        target_state=attempt.state,
        source=source,
        detail=detail[:200],
        at=now,
    )


def _result(decision: Decision, refund_due: int) -> SettlementResult:
    if refund_due:
        return SettlementResult.REFUND_DUE
    results = {
        AttemptEvent.PAY: SettlementResult.PAID,
        AttemptEvent.FAIL: SettlementResult.FAILED,
    }
    return results.get(decision.event, SettlementResult.NOTHING)
