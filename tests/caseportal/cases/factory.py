"""Cases in a database, for tests below the pages."""

from collections.abc import Mapping
from uuid import uuid4

from tortoise.backends.base.client import BaseDBAsyncClient

from caseportal.cases.answers import sealed_answers, sealed_contact
from caseportal.cases.states import FollowUp
from caseportal.cases.transitions import Actor, Role
from caseportal.cases.writer import CaseWriter, FollowUpHandler, Happened
from caseportal.casetypes import load_case_types
from caseportal.models.cases import Case
from shared.clock import Clock
from shared.sealing import Sealer

APPLICANT = Actor(Role.APPLICANT, "owner", "王美麗")
OFFICER = Actor(Role.OFFICER, "officer-1", "陳承辦")
SECOND_OFFICER = Actor(Role.OFFICER, "officer-2", "林承辦")


async def _nothing(_connection: BaseDBAsyncClient, _happened: Happened) -> None:
    """Follow-up work that the test does not look at."""


def writer(clock: Clock, follow_ups: Mapping[FollowUp, FollowUpHandler] | None = None) -> CaseWriter:
    """The writer, with the follow-up work that a test wants to see."""
    handlers: dict[FollowUp, FollowUpHandler] = dict.fromkeys(FollowUp, _nothing)
    return CaseWriter(load_case_types(), clock, handlers | dict(follow_ups or {}))


async def draft(sealer: Sealer, clock: Clock, answers: Mapping[str, str] | None = None) -> Case:
    """A draft of APPLICANT."""
    case_id = uuid4()
    return await Case.create(
        id=case_id,
        case_type="multi_entry",
        owner=APPLICANT.subject,
        applicant_name=APPLICANT.name,
        contact_sealed=sealed_contact(sealer, case_id, "meili@example.org"),
        language="en",
        permit_index=case_id.hex,
        open_key=f"multi_entry:{case_id.hex}",
        answers_sealed=sealed_answers(sealer, case_id, answers or {}),
        created_at=clock(),
        updated_at=clock(),
    )
