"""How payments end: once, whatever the order, the number and the place of the reports."""

import asyncio
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from caseportal.cases.states import CaseState
from caseportal.models.cases import Case, CaseHistory
from caseportal.models.payments import FeeReceipt, PaymentAttempt, PaymentHistory, PaymentItem, ReceivedMoney
from caseportal.payments.attempts import Attempts
from caseportal.payments.evidence import EvidenceSource, GatewayEvidence, PaymentOutcome
from caseportal.payments.gateways.ecpay.checkmac import signed
from caseportal.payments.methods import MethodName
from caseportal.payments.settling import SettlementResult, Settlements
from caseportal.payments.states import AttemptState, ItemOutcome, MoneyReason
from tests.caseportal.payments.conftest import STAGE_ACCOUNT
from tests.caseportal.payments.database import approved_case
from tests.conftest import FakeClock

pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures("tables")]
Result = SettlementResult


def paid(attempt: PaymentAttempt, trade_number: str = "2611210900000001", **changes: object) -> GatewayEvidence:
    """The gateway's word that an attempt is paid in full."""
    evidence = GatewayEvidence(
        gateway="ecpay",
        merchant_id="3002607",
        attempt_number=attempt.number,
        trade_number=trade_number,
        amount=attempt.amount,
        outcome=PaymentOutcome.PAID,
        source=EvidenceSource.CALLBACK,
    )
    return replace(evidence, **changes)  # type: ignore[arg-type]


async def started(attempts: Attempts, *cases: Case) -> PaymentAttempt:
    """An attempt of the cases' owner for these cases."""
    attempt = await attempts.start(cases[0].owner, [case.id for case in cases], MethodName.CREDIT_CARD, "en")
    assert attempt is not None
    return attempt


async def state_of(case_id: UUID) -> CaseState:
    """Where a case stands."""
    return (await Case.get(id=case_id)).state


async def test_a_payment_pays_all_its_cases(attempts: Attempts, settlements: Settlements) -> None:
    """Two cases paid at once: both are paid, each has its receipt, the history says what happened."""
    first, second = await approved_case(), await approved_case(fee=300)
    attempt = await started(attempts, first, second)
    assert attempt.amount == 1300
    settlement = await settlements.settle(attempt.number, paid(attempt))
    assert (settlement.result, settlement.state) == (Result.PAID, AttemptState.PAID)
    assert settlement.understood
    assert {await state_of(first.id), await state_of(second.id)} == {CaseState.PAID}
    receipts = await FeeReceipt.all().order_by("number")
    assert [receipt.number for receipt in receipts] == ["115000000001", "115000000002"]
    assert sorted(receipt.amount for receipt in receipts) == [300, 1000]
    assert [line.event for line in await PaymentHistory.all().order_by("id")] == ["send", "pay"]


async def test_the_same_report_again_changes_nothing(attempts: Attempts, settlements: Settlements) -> None:
    """A callback that comes twice, and then again as a query, is acknowledged and leaves one receipt."""
    case = await approved_case()
    attempt = await started(attempts, case)
    await settlements.settle(attempt.number, paid(attempt))
    for source in (EvidenceSource.CALLBACK, EvidenceSource.QUERY):
        again = await settlements.settle(attempt.number, paid(attempt, source=source))
        assert again.result is Result.REPEATED
        assert again.understood
    assert await FeeReceipt.all().count() == 1
    assert await ReceivedMoney.all().count() == 1
    assert await CaseHistory.filter(case_id=case.id).count() == 1


@pytest.mark.parametrize("amount", [1, 999, 1001])
async def test_a_wrong_amount_pays_nothing_and_is_kept(
    attempts: Attempts, settlements: Settlements, amount: int
) -> None:
    """Money of another amount is refused, kept as due for refund, and the right money still pays afterwards."""
    case = await approved_case()
    attempt = await started(attempts, case)
    settlement = await settlements.settle(attempt.number, paid(attempt, amount=amount))
    assert (settlement.result, settlement.reason) == (Result.REFUND_DUE, MoneyReason.WRONG_AMOUNT)
    assert not settlement.understood
    assert await state_of(case.id) is CaseState.APPROVED
    assert (await ReceivedMoney.get()).refund_due == amount
    assert (await settlements.settle(attempt.number, paid(attempt, "2611210900000002"))).result is Result.PAID


async def test_an_unknown_attempt_is_told(attempts: Attempts, settlements: Settlements) -> None:
    """Evidence about a trade number that we never gave, or gave to another gateway, changes nothing."""
    attempt = await started(attempts, await approved_case())
    stranger = paid(attempt, attempt_number="GH000000000000000000")
    assert (await settlements.settle(stranger.attempt_number, stranger)).result is Result.UNKNOWN
    assert (await settlements.settle(attempt.number, paid(attempt, gateway="other"))).result is Result.UNKNOWN
    assert await ReceivedMoney.all().count() == 0


async def test_evidence_about_another_attempt_is_a_broken_promise(attempts: Attempts, settlements: Settlements) -> None:
    """Calling settle with evidence of another attempt raises: it is a mistake of the caller."""
    attempt = await started(attempts, await approved_case())
    with pytest.raises(ValueError, match="another attempt"):
        await settlements.settle("GH1", paid(attempt))


async def test_a_simulated_payment_settles_nothing(attempts: Attempts, settlements: Settlements) -> None:
    """The gateway's “simulate a payment” moves no money: acknowledged, noted, and the case still waits."""
    case = await approved_case()
    attempt = await started(attempts, case)
    settlement = await settlements.settle(attempt.number, paid(attempt, simulated=True))
    assert (settlement.result, settlement.understood) == (Result.NOTHING, True)
    assert await state_of(case.id) is CaseState.APPROVED
    assert await ReceivedMoney.all().count() == 0


async def test_two_attempts_for_one_case_pay_it_once(attempts: Attempts, settlements: Settlements) -> None:
    """The second money for a case is kept as due for refund, with the case's share marked."""
    case = await approved_case()
    first, second = await started(attempts, case), await started(attempts, case)
    assert first.number != second.number
    assert (await settlements.settle(second.number, paid(second, "T2"))).result is Result.PAID
    late = await settlements.settle(first.number, paid(first, "T1"))
    assert (late.result, late.refund_due, late.reason) == (Result.REFUND_DUE, 1000, MoneyReason.CASE_NOT_PAYABLE)
    assert late.understood
    assert (await PaymentItem.get(attempt_id=first.id)).outcome is ItemOutcome.REFUND_DUE
    assert await FeeReceipt.all().count() == 1


async def test_only_the_share_that_cannot_be_used_is_due(attempts: Attempts, settlements: Settlements) -> None:
    """Of an attempt for two cases, one of them paid meanwhile, one is paid and the other's fee is due for refund."""
    first, second = await approved_case(), await approved_case(fee=300)
    alone, both = await started(attempts, first), await started(attempts, first, second)
    await settlements.settle(alone.number, paid(alone, "T1"))
    settlement = await settlements.settle(both.number, paid(both, "T2"))
    assert (settlement.state, settlement.refund_due) == (AttemptState.PAID, 1000)
    assert await state_of(second.id) is CaseState.PAID


async def test_second_money_for_one_attempt_is_kept(attempts: Attempts, settlements: Settlements) -> None:
    """Other money for an attempt that is paid already is kept as due for refund."""
    attempt = await started(attempts, await approved_case())
    await settlements.settle(attempt.number, paid(attempt, "T1"))
    settlement = await settlements.settle(attempt.number, paid(attempt, "T2"))
    assert (settlement.refund_due, settlement.reason) == (1000, MoneyReason.PAID_TWICE)


@pytest.mark.parametrize("order", ["failed first", "paid first"])
async def test_failure_and_success_in_any_order_end_paid(
    attempts: Attempts, settlements: Settlements, order: str
) -> None:
    """A failure told before or after the success leaves the case paid: order does not decide."""
    case = await approved_case()
    attempt = await started(attempts, case)
    reports = [paid(attempt, "", outcome=PaymentOutcome.FAILED), paid(attempt)]
    for report in reports if order == "failed first" else reversed(reports):
        await settlements.settle(attempt.number, report)
    assert await state_of(case.id) is CaseState.PAID
    assert (await PaymentAttempt.get(id=attempt.id)).state is AttemptState.PAID
    assert (await ReceivedMoney.get()).late is (order == "failed first")


async def test_other_people_cannot_pay_or_see_a_case(attempts: Attempts) -> None:
    """An attempt for somebody else's case, or for a case that is not approved, does not start."""
    case = await approved_case()
    draft = await approved_case(state=CaseState.DRAFT)
    assert await attempts.start("student-2", [case.id], MethodName.CREDIT_CARD, "en") is None
    assert await attempts.start("student-1", [case.id, draft.id], MethodName.CREDIT_CARD, "en") is None
    assert await attempts.start("student-1", [], MethodName.CREDIT_CARD, "en") is None
    assert await attempts.start("student-1", [case.id], MethodName.WEB_ATM, "en") is None
    assert await PaymentAttempt.all().count() == 0


def gateway_saying(attempt: PaymentAttempt, status: str) -> httpx.AsyncClient:
    """A client whose gateway answers every query with that TradeStatus."""
    fields = {
        "MerchantID": "3002607",
        "MerchantTradeNo": attempt.number,
        "TradeNo": "2611210900000009" if status == "1" else "",
        "TradeAmt": str(attempt.amount),
        "PaymentDate": "2026/11/21 09:00:00",
        "TradeStatus": status,
    }
    body = str(httpx.QueryParams(signed(fields, STAGE_ACCOUNT["hash_key"], STAGE_ACCOUNT["hash_iv"])))
    return httpx.AsyncClient(transport=httpx.MockTransport(lambda _request: httpx.Response(200, text=body)))


async def test_a_lost_callback_is_found_by_the_sweep(attempts: Attempts, clock: FakeClock) -> None:
    """An attempt of which nothing was heard is asked about after two minutes, and is paid."""
    case = await approved_case()
    attempt = await started(attempts, case)
    async with gateway_saying(attempt, "1") as client:
        assert await attempts.sweep(client) == 0
        clock.advance(minutes=3)
        assert await attempts.sweep(client) == 1
        assert await attempts.sweep(client) == 0
    assert await state_of(case.id) is CaseState.PAID


async def test_the_browser_coming_back_brings_the_question_forward(attempts: Attempts) -> None:
    """The return page settles nothing; it makes the worker ask at once, and only for the payer's own attempt."""
    attempt = await started(attempts, await approved_case())
    async with gateway_saying(attempt, "1") as client:
        await attempts.ask_soon(attempt.number, "student-2")
        assert await attempts.sweep(client) == 0
        await attempts.ask_soon(attempt.number, "student-1")
        assert await attempts.sweep(client) == 1


async def test_an_attempt_expires_and_late_money_still_pays(
    attempts: Attempts, settlements: Settlements, clock: FakeClock
) -> None:
    """After a day without news the attempt expires; money that comes later is marked late and pays the case."""
    case = await approved_case()
    attempt = await started(attempts, case)
    clock.now += timedelta(hours=25)
    async with gateway_saying(attempt, "0") as client:
        await attempts.sweep(client)
    assert (await PaymentAttempt.get(id=attempt.id)).state is AttemptState.EXPIRED
    assert (await settlements.settle(attempt.number, paid(attempt))).result is Result.PAID
    assert (await ReceivedMoney.get()).late
    assert await state_of(case.id) is CaseState.PAID


async def test_an_officer_has_an_expired_attempt_asked_about(attempts: Attempts, clock: FakeClock) -> None:
    """An officer lets the worker ask about an attempt that has expired; the money it finds pays the case, once asked."""
    case = await approved_case()
    attempt = await started(attempts, case)
    clock.now += timedelta(hours=25)
    async with gateway_saying(attempt, "0") as client:
        assert await attempts.sweep(client) == 1
        assert await attempts.sweep(client) == 0
    assert await attempts.ask_again(attempt.number)
    async with gateway_saying(attempt, "1") as client:
        assert await attempts.sweep(client) == 1
        assert await attempts.sweep(client) == 0
    assert await state_of(case.id) is CaseState.PAID
    assert not await attempts.ask_again(attempt.number)
    assert not await attempts.ask_again("GH0")


async def test_a_gateway_that_does_not_answer_is_asked_again(attempts: Attempts, clock: FakeClock) -> None:
    """A gateway that is gone, or whose answer is not signed, changes nothing and is asked again later."""
    attempt = await started(attempts, await approved_case())
    clock.advance(minutes=3)
    for answer in (httpx.Response(500), httpx.Response(200, text="TradeStatus=1&TradeAmt=1000")):
        async with httpx.AsyncClient(transport=httpx.MockTransport(lambda _request, a=answer: a)) as client:
            assert await attempts.sweep(client) == 1
        clock.advance(minutes=11)
    assert (await PaymentAttempt.get(id=attempt.id)).state is AttemptState.PENDING


async def test_parallel_reports_in_one_process_pay_once(attempts: Attempts, settlements: Settlements) -> None:
    """Ten reports of the same money at once: one pays, nine are repeats."""
    attempt = await started(attempts, await approved_case())
    results = await asyncio.gather(*(settlements.settle(attempt.number, paid(attempt)) for _ in range(10)))
    assert sorted(each.result for each in results) == [Result.PAID] + [Result.REPEATED] * 9


@pytest.mark.parametrize("same_attempt", [True, False])
async def test_parallel_reports_in_two_processes_pay_once(tables: str, attempts: Attempts, same_attempt: bool) -> None:
    """Two processes settle at the same moment, one attempt or two of the same case: the case is paid once."""
    case = await approved_case()
    first = await started(attempts, case)
    second = first if same_attempt else await started(attempts, case)
    script = Path(__file__).with_name("settle_in_process.py")
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable, str(script), tables, attempt.number, trade_number, str(attempt.amount),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )
        for attempt, trade_number in ((first, "T1"), (second, "T1" if same_attempt else "T2"))
    ]  # fmt: skip
    for process in processes:
        assert process.stdout is not None
        assert await process.stdout.readline() == b"ready\n"
    outputs = await asyncio.gather(*(process.communicate(b"go\n") for process in processes))
    other = Result.REPEATED if same_attempt else Result.REFUND_DUE
    assert sorted(output.decode().split()[-1] for output, _ in outputs) == sorted([Result.PAID, other])
    assert await FeeReceipt.all().count() == 1
    assert await state_of(case.id) is CaseState.PAID
