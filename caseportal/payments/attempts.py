"""Attempts to pay: started by a person, sent to a gateway, watched until they end."""

import re
import secrets
import string
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

import httpx
import structlog
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.expressions import Q

from caseportal.cases.states import CaseState
from caseportal.models.cases import Case
from caseportal.models.payments import PaymentAttempt, PaymentItem
from caseportal.models.transactions import write_transaction
from caseportal.payments.evidence import Rejection
from caseportal.payments.gateways.registry import Gateways
from caseportal.payments.methods import MethodName
from caseportal.payments.settling import Settlements, record
from caseportal.payments.states import AttemptEvent, AttemptState, target_of
from shared.clock import Clock
from shared.i18n import Language

log = structlog.get_logger("payments")

LIFETIME: Final = timedelta(hours=24)
"""How long the gateway is asked about an attempt of which nothing is heard."""
_FIRST_QUESTION: Final = timedelta(minutes=2)
_NEXT_QUESTION: Final = timedelta(minutes=10)
_AT_ONCE: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""As the time of the last question: ask at the next round, whatever the state."""
_OPEN: Final = (AttemptState.CREATED, AttemptState.PENDING)
_NUMBER: Final = re.compile(r"[0-9A-Za-z]{1,20}")
_LETTERS: Final = string.ascii_uppercase + string.digits


@dataclass(frozen=True)
class Breakdown:
    """What a person is about to pay: cases and the sum of their fees in New Taiwan dollars."""

    cases: tuple[Case, ...]

    @property
    def total(self) -> int:
        """The sum of the fees."""
        return sum(case.fee for case in self.cases)


async def payable_cases(payer: str, connection: BaseDBAsyncClient | None = None) -> list[Case]:
    """Give the approved cases of a person that wait for a payment, in the order they were submitted."""
    query = Case.filter(owner=payer, state=CaseState.APPROVED, fee__gt=0).order_by("submitted_at", "id")
    return await (query.using_db(connection) if connection is not None else query)


async def breakdown(
    payer: str, case_ids: Sequence[UUID], connection: BaseDBAsyncClient | None = None
) -> Breakdown | None:
    """Give what these cases cost, or None unless each is the person's own and waits for a payment."""
    wanted = set(case_ids)
    cases = tuple(case for case in await payable_cases(payer, connection) if case.id in wanted)
    return Breakdown(cases) if cases and len(cases) == len(wanted) else None


def new_attempt_number(now: datetime) -> str:
    """Make a merchant trade number: twenty letters and digits, dated for the eye, sixty random bits for the rest."""
    return f"GH{now:%y%m%d}" + "".join(secrets.choice(_LETTERS) for _ in range(12))


async def attempt_of(payer: str, number: str) -> PaymentAttempt | None:
    """Give a person's own attempt; None for everybody else's and for what is no number at all."""
    if _NUMBER.fullmatch(number) is None:
        return None
    return await PaymentAttempt.get_or_none(number=number, payer=payer)


class Attempts:
    """Starts attempts and asks gateways about the open ones."""

    def __init__(self, gateways: Gateways, settlements: Settlements, clock: Clock) -> None:
        self._gateways = gateways
        self._settlements = settlements
        self._clock = clock

    async def start(
        self, payer: str, case_ids: Sequence[UUID], method: MethodName, language: Language
    ) -> PaymentAttempt | None:
        """Start an attempt that is about to be sent to its gateway.

        None when a case can no longer be paid or no gateway offers the method: the page shows the list anew.
        """
        gateway = self._gateways.offering(method)
        if gateway is None:
            return None
        now = self._clock()
        async with write_transaction() as connection:
            due = await breakdown(payer, case_ids, connection)
            if due is None:
                return None
            attempt = await PaymentAttempt.create(
                using_db=connection,
                number=new_attempt_number(now),
                payer=payer,
                gateway=gateway.name,
                method=method,
                amount=due.total,
                state=AttemptState.PENDING,
                language=language,
                created_at=now,
                expires_at=now + LIFETIME,
            )
            for case in due.cases:
                await PaymentItem.create(using_db=connection, attempt_id=attempt.id, case_id=case.id, amount=case.fee)
            await record(connection, attempt, AttemptEvent.SEND, AttemptState.CREATED, "person", method, now)
            return attempt

    async def ask_soon(self, number: str, payer: str) -> None:
        """Let the worker ask the gateway about a person's attempt at its next round: the browser has come back."""
        await PaymentAttempt.filter(number=number, payer=payer, state__in=_OPEN).update(asked_at=_AT_ONCE)

    async def ask_again(self, number: str) -> bool:
        """Let the worker ask about any unpaid attempt, failed and expired ones too; False if there is none."""
        if _NUMBER.fullmatch(number) is None:
            return False
        unpaid = PaymentAttempt.filter(number=number).exclude(state=AttemptState.PAID)
        return bool(await unpaid.update(asked_at=_AT_ONCE))

    async def sweep(self, client: httpx.AsyncClient, limit: int = 50) -> int:
        """Ask about open attempts that are due, and let those expire of which nothing came. Gives how many were asked.

        This finds payments whose callback was lost. Questions go out one by one, outside of any transaction.
        """
        now = self._clock()
        due = (
            await PaymentAttempt.filter(
                Q(state__in=_OPEN, asked_at__isnull=True, created_at__lte=now - _FIRST_QUESTION)
                | Q(state__in=_OPEN, asked_at__lte=now - _NEXT_QUESTION)
                | Q(asked_at=_AT_ONCE)
            )
            .order_by("asked_at")
            .limit(limit)
        )
        for attempt in due:
            await self._ask(client, attempt, now)
        return len(due)

    async def _ask(self, client: httpx.AsyncClient, attempt: PaymentAttempt, now: datetime) -> None:
        await PaymentAttempt.filter(id=attempt.id).update(asked_at=now)
        gateway = self._gateways.get(attempt.gateway)
        if gateway is None:
            log.error("gateway_missing", gateway=attempt.gateway, attempt=attempt.number)
            return
        evidence = await gateway.query(client, attempt.number, now)
        if isinstance(evidence, Rejection):
            log.warning("query_failed", attempt=attempt.number, reason=evidence.reason, detail=evidence.detail)
        else:
            await self._settlements.settle(attempt.number, evidence)
        if now >= attempt.expires_at:
            await self._expire(attempt.number, now)

    async def _expire(self, number: str, now: datetime) -> None:
        async with write_transaction() as connection:
            attempt = await PaymentAttempt.filter(number=number).using_db(connection).select_for_update().get()
            before, target = attempt.state, target_of(AttemptEvent.EXPIRE, attempt.state)
            if target is None:
                return
            attempt.state, attempt.settled_at = target, now
            attempt.version += 1
            await attempt.save(using_db=connection, update_fields=["state", "settled_at", "version"])
            await record(connection, attempt, AttemptEvent.EXPIRE, before, "sweep", "", now)
