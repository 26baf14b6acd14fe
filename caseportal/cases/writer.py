"""The one writer of case states: conditional UPDATE, history row and follow-up work in one transaction.

Every change of `Case.state` goes through `CaseWriter.apply`. What it refuses it refuses as a value, with the reason.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise.backends.base.client import BaseDBAsyncClient

from caseportal.cases.numbers import next_group_number, next_receipt_number
from caseportal.cases.states import FINAL_STATES, CaseEvent, CaseState, FollowUp, Role
from caseportal.cases.transitions import Actor, CaseFacts, RefusalReason, Transition, refusal_of, transition_for
from caseportal.casetypes import CaseTypes
from caseportal.casetypes.formats import visible
from caseportal.models.cases import Case, CaseHistory
from caseportal.models.transactions import write_transaction
from shared.clock import Clock


@dataclass(frozen=True)
class Happened:
    """An event that has just changed a case; handed to follow-up work inside the transaction."""

    case: Case
    """As it is now, after the event."""
    event: CaseEvent
    source: CaseState
    actor: Actor
    note: str
    at: datetime


FollowUpHandler = Callable[[BaseDBAsyncClient, Happened], Awaitable[None]]
"""Does its work on the given connection. If it raises, nothing of the event has happened."""


@dataclass(frozen=True)
class Outcome:
    """What came of an event: the case as it is now, or why nothing changed."""

    case: Case | None
    refusal: RefusalReason | None = None

    @property
    def ok(self) -> bool:
        """Whether the event happened."""
        return self.refusal is None


def facts_of(case: Case) -> CaseFacts:
    """What the transition table may know about a case."""
    return CaseFacts(case.state, case.owner, case.officer, case.fee)


class CaseWriter:
    """Applies events. Follow-up work is named in the table and done by the handlers given here."""

    def __init__(self, case_types: CaseTypes, clock: Clock, follow_ups: Mapping[FollowUp, FollowUpHandler]) -> None:
        missing = set(FollowUp) - set(follow_ups)
        if missing:
            raise ValueError(f"no handler for follow-up work: {sorted(missing)}")
        self._case_types = case_types
        self._clock = clock
        self._follow_ups = follow_ups

    async def apply(
        self,
        case_id: UUID,
        event: CaseEvent,
        actor: Actor,
        expected_version: int | None,
        *,
        note: str = "",
        connection: BaseDBAsyncClient | None = None,
    ) -> Outcome:
        """Causes `event`, or says why not.

        `expected_version` is the version that the actor has seen; None, for the system only, means whichever it is
        now. Joins the transaction of `connection` if one is given, and then commits and rolls back with it. Raises
        ValueError when a person acts without a version.
        """
        if expected_version is None and actor.role is not Role.SYSTEM:
            raise ValueError("a person acts on the version that the person has seen")
        note = visible(note).strip()
        async with write_transaction(connection) as opened:
            case = await Case.filter(id=case_id).using_db(opened).select_for_update().get_or_none()
            if case is None:
                return Outcome(None, RefusalReason.NOT_FOUND)
            refusal = refusal_of(event, facts_of(case), actor, note)
            if refusal is None and expected_version not in {None, case.version}:
                refusal = RefusalReason.STALE
            if refusal is not None:
                return Outcome(case, refusal)
            return await self._happen(opened, case, event, actor, note)

    async def _happen(
        self, connection: BaseDBAsyncClient, case: Case, event: CaseEvent, actor: Actor, note: str
    ) -> Outcome:
        transition, now, source = transition_for(event), self._clock(), case.state
        changes: dict[str, Any] = {
            "state": transition.target,
            "version": case.version + 1,
            "updated_at": now,
            **_of_target(transition),
            **_of_claim(event, actor),
            **(await self._of_event(connection, case, event, now)),
        }
        changed = (
            await Case.filter(id=case.id, version=case.version, state=source).using_db(connection).update(**changes)
        )
        if changed != 1:
            return Outcome(case, RefusalReason.STALE)
        case.update_from_dict(changes)
        await CaseHistory.create(
            using_db=connection,
            case_id=case.id,
            version=case.version,
            event=event,
            source=source,
            target=transition.target,
            role=actor.role,
            actor=actor.subject,
            actor_name=actor.name,
            note=note,
            at=now,
        )
        happened = Happened(case, event, source, actor, note, now)
        for follow_up in transition.follow_ups:
            await self._follow_ups[follow_up](connection, happened)
        return Outcome(case)

    async def _of_event(
        self, connection: BaseDBAsyncClient, case: Case, event: CaseEvent, now: datetime
    ) -> dict[str, Any]:
        match event:
            case CaseEvent.SUBMIT:
                return {
                    "group_number": await next_group_number(connection),
                    "receipt_number": await next_receipt_number(connection, now),
                    "fee": self._case_types.of_case(case.case_type).fee,
                    "submitted_at": now,
                }
            case CaseEvent.APPROVE | CaseEvent.REFUSE | CaseEvent.NOT_ACCEPT:
                return {"decided_at": now}
            case _:
                return {}


def _of_target(transition: Transition) -> dict[str, Any]:
    """A case that is over makes room for another one about the same permit."""
    return {"open_key": None} if transition.target in FINAL_STATES else {}


_ENDS_CLAIM = frozenset(
    {CaseEvent.RELEASE, CaseEvent.RETURN, CaseEvent.REQUEST_DOCUMENTS, CaseEvent.RESUBMIT, CaseEvent.WITHDRAW}
)


def _of_claim(event: CaseEvent, actor: Actor) -> dict[str, Any]:
    if event is CaseEvent.CLAIM:
        return {"officer": actor.subject, "officer_name": actor.name}
    return {"officer": None, "officer_name": None} if event in _ENDS_CLAIM else {}
