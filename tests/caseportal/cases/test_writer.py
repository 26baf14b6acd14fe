"""The one writer, on SQLite and PostgreSQL."""

import asyncio

import pytest
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.exceptions import IntegrityError

from caseportal.cases.states import CaseEvent, CaseState, FollowUp
from caseportal.cases.transitions import SYSTEM, Actor, RefusalReason
from caseportal.cases.writer import CaseWriter, Happened
from caseportal.casetypes import load_case_types
from caseportal.models.cases import Case, CaseHistory
from caseportal.models.transactions import write_transaction
from shared.sealing import Sealer
from tests.caseportal.cases.factory import APPLICANT, OFFICER, SECOND_OFFICER, draft, writer
from tests.conftest import FakeClock

pytestmark = pytest.mark.asyncio


async def test_a_case_lives_from_draft_to_issued(portal_database: str, sealer: Sealer, clock: FakeClock) -> None:
    """Each event writes state, version and one history row; numbers and fee come with submission."""
    cases, case = writer(clock), await draft(sealer, clock)
    steps = [
        (CaseEvent.SUBMIT, APPLICANT, ""),
        (CaseEvent.CLAIM, OFFICER, ""),
        (CaseEvent.RETURN, OFFICER, "photo is dark"),
        (CaseEvent.RESUBMIT, APPLICANT, "new photo"),
        (CaseEvent.CLAIM, SECOND_OFFICER, ""),
        (CaseEvent.APPROVE, SECOND_OFFICER, ""),
        (CaseEvent.PAY, SYSTEM, ""),
        (CaseEvent.ISSUE, SYSTEM, ""),
    ]
    for version, (event, actor, note) in enumerate(steps, start=1):
        outcome = await cases.apply(case.id, event, actor, version, note=note)
        assert outcome.ok, (event, outcome.refusal)
    done = await Case.get(id=case.id)
    history = await CaseHistory.filter(case_id=case.id).order_by("version")
    assert (done.state, done.version, done.fee, done.open_key) == (CaseState.ISSUED, 9, 1000, None)
    assert (done.receipt_number, done.group_number) == ("115000000001", "000000001")
    assert [row.event for row in history] == [event for event, _, _ in steps]
    assert [row.note for row in history][2:4] == ["photo is dark", "new photo"]
    assert done.officer == SECOND_OFFICER.subject


async def test_a_stale_version_changes_nothing(portal_database: str, sealer: Sealer, clock: FakeClock) -> None:
    """Who has not seen the present version is told so."""
    cases, case = writer(clock), await draft(sealer, clock)
    await cases.apply(case.id, CaseEvent.SUBMIT, APPLICANT, 1)
    outcome = await cases.apply(case.id, CaseEvent.WITHDRAW, APPLICANT, 1)
    assert outcome.refusal is RefusalReason.STALE
    assert (await Case.get(id=case.id)).state is CaseState.SUBMITTED


async def test_two_officers_never_hold_one_case(portal_database: str, sealer: Sealer, clock: FakeClock) -> None:
    """Of two claims at once one wins; the other is refused and the history has one row for it."""
    cases, case = writer(clock), await draft(sealer, clock)
    await cases.apply(case.id, CaseEvent.SUBMIT, APPLICANT, 1)
    outcomes = await asyncio.gather(
        *(cases.apply(case.id, CaseEvent.CLAIM, officer, 2) for officer in (OFFICER, SECOND_OFFICER) * 3)
    )
    assert sum(outcome.ok for outcome in outcomes) == 1
    assert await CaseHistory.filter(case_id=case.id, event=CaseEvent.CLAIM).count() == 1


async def test_follow_up_work_that_fails_undoes_the_event(
    portal_database: str, sealer: Sealer, clock: FakeClock
) -> None:
    """A mail that cannot be written leaves the case where it was, with no number given."""

    async def broken(_connection: BaseDBAsyncClient, _happened: Happened) -> None:
        raise RuntimeError("the outbox is broken")

    case = await draft(sealer, clock)
    with pytest.raises(RuntimeError, match="outbox is broken"):
        await writer(clock, {FollowUp.MAIL_APPLICANT: broken}).apply(case.id, CaseEvent.SUBMIT, APPLICANT, 1)
    assert (await Case.get(id=case.id)).state is CaseState.DRAFT
    outcome = await writer(clock).apply(case.id, CaseEvent.SUBMIT, APPLICANT, 1)
    assert outcome.case is not None
    assert outcome.case.receipt_number == "115000000001"


async def test_joins_the_transaction_of_its_caller(portal_database: str, sealer: Sealer, clock: FakeClock) -> None:
    """When the caller's transaction rolls back, so does the event."""
    case = await draft(sealer, clock)

    async def submit_and_fail() -> None:
        async with write_transaction() as connection:
            outcome = await writer(clock).apply(case.id, CaseEvent.SUBMIT, APPLICANT, 1, connection=connection)
            assert outcome.ok
            raise RuntimeError("the caller changes its mind")

    with pytest.raises(RuntimeError, match="caller"):
        await submit_and_fail()
    assert (await Case.get(id=case.id)).state is CaseState.DRAFT


async def test_every_follow_up_needs_a_handler(clock: FakeClock) -> None:
    """A writer that could not do what the table asks is not made."""
    with pytest.raises(ValueError, match="queue_documents"):
        CaseWriter(
            load_case_types(), clock, {FollowUp.MAIL_APPLICANT: writer(clock)._follow_ups[FollowUp.MAIL_APPLICANT]}
        )


@pytest.mark.parametrize(
    "broken",
    [
        {"state": CaseState.SUBMITTED},
        {"state": CaseState.UNDER_REVIEW, "receipt_number": "1", "group_number": "1"},
        {"state": CaseState.REFUSED, "receipt_number": "1", "group_number": "1"},
        {"fee": -1},
        {"version": 0},
    ],
)
async def test_the_database_refuses_what_cannot_be(
    portal_database: str, sealer: Sealer, clock: FakeClock, broken: dict[str, object]
) -> None:
    """A submitted case has its numbers, one under review its officer, one that is over is not open."""
    case = await draft(sealer, clock)
    with pytest.raises(IntegrityError):
        await Case.filter(id=case.id).update(**broken)


@pytest.mark.parametrize("actor", [APPLICANT, OFFICER])
async def test_only_the_system_acts_without_a_version(
    portal_database: str, sealer: Sealer, clock: FakeClock, actor: Actor
) -> None:
    """A person who names no version is a mistake of the caller, and nothing happens."""
    case = await draft(sealer, clock)
    with pytest.raises(ValueError, match="version"):
        await writer(clock).apply(case.id, CaseEvent.SUBMIT, actor, None)
    assert (await Case.get(id=case.id)).version == 1


async def test_a_note_is_kept_as_it_can_be_read(portal_database: str, sealer: Sealer, clock: FakeClock) -> None:
    """What no database holds, or turns the direction of writing, is left out; the words and their lines stay."""
    cases, case = writer(clock), await draft(sealer, clock)
    await cases.apply(case.id, CaseEvent.SUBMIT, APPLICANT, 1, note="電話\x00有誤\n\u202e<b>請更正</b>\x1b")
    assert (await CaseHistory.get(case_id=case.id)).note == "電話有誤\n<b>請更正</b>"
