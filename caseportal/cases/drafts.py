"""Drafts: opened once per permit and case type, saved as they are typed, found again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from tortoise.exceptions import IntegrityError

from caseportal.cases.answers import answers_of, sealed_answers, sealed_contact
from caseportal.cases.states import ANSWERS_OPEN, CaseState
from caseportal.casetypes import CaseType
from caseportal.casetypes.permits import PermitRecord, prefilled
from caseportal.models.cases import Case
from caseportal.models.transactions import write_transaction
from shared.clock import Clock
from shared.i18n import Language
from shared.sealing import Sealer

KEPT = timedelta(days=90)
"""How long an untouched draft waits before the purge takes it."""


@dataclass(frozen=True)
class Applicant:
    """The account that applies: what its case keeps of it."""

    subject: str
    name: str
    email: str
    claims: Mapping[str, str]
    """Identity claims by name, for the comparison with the record and for prefilling."""


class Drafts:
    """Opens, saves and discards drafts, and saves answers of cases that were returned for correction."""

    def __init__(self, sealer: Sealer, clock: Clock) -> None:
        self._sealer = sealer
        self._clock = clock

    def permit_index(self, number: str) -> str:
        """The blind index under which cases about a permit are found."""
        return self._sealer.blind_index("permit-number", number)

    async def open(self, case_type: CaseType, applicant: Applicant, permit: PermitRecord, language: Language) -> Case:
        """The draft about this permit: a new one with what is known filled in, or the case that is open already.

        Two tabs that ask at once get the same case: the unique `open_key` lets only one in.
        """
        open_key = f"{case_type.key}:{self.permit_index(permit.number)}"
        existing = await Case.get_or_none(open_key=open_key)
        if existing is not None:
            return existing
        case_id, now = uuid4(), self._clock()
        try:
            async with write_transaction() as connection:
                return await Case.create(
                    using_db=connection,
                    id=case_id,
                    case_type=case_type.key,
                    owner=applicant.subject,
                    applicant_name=applicant.name,
                    contact_sealed=sealed_contact(self._sealer, case_id, applicant.email),
                    language=language,
                    permit_index=self.permit_index(permit.number),
                    open_key=open_key,
                    answers_sealed=sealed_answers(
                        self._sealer,
                        case_id,
                        {"permit_number": permit.number} | prefilled(case_type, permit, applicant.claims),
                    ),
                    created_at=now,
                    updated_at=now,
                )
        except IntegrityError:
            return await Case.get(open_key=open_key)

    async def save(self, case_id: UUID, owner: str, changes: Mapping[str, str], language: Language) -> bool:
        """Adds answers to a case that is open for them; False if it is not, or not this person's."""
        async with write_transaction() as connection:
            case = (
                await Case.filter(id=case_id, owner=owner, state__in=sorted(ANSWERS_OPEN))
                .using_db(connection)
                .select_for_update()
                .get_or_none()
            )
            if case is None:
                return False
            answers = answers_of(self._sealer, case) | dict(changes)
            await (
                Case.filter(id=case_id)
                .using_db(connection)
                .update(
                    answers_sealed=sealed_answers(self._sealer, case_id, answers),
                    language=language,
                    updated_at=self._clock(),
                )
            )
            return True

    async def discard(self, case_id: UUID, owner: str) -> bool:
        """Deletes a draft; False if it is none of this person's. The content of its files is the caller's to delete."""
        # SQLite counts the rows of files that go with it, too.
        return await Case.filter(id=case_id, owner=owner, state=CaseState.DRAFT).delete() > 0


def stale_before(now: datetime) -> datetime:
    """Drafts last touched before this moment are purged."""
    return now - KEPT
