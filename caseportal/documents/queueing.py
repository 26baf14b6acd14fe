"""Puts documents into the queue, as the web process does. Loads nothing that renders or signs."""

from uuid import uuid4

from tortoise.backends.base.client import BaseDBAsyncClient

from caseportal.cases.states import CaseEvent
from caseportal.cases.writer import Happened
from caseportal.casetypes import CaseTypes
from caseportal.documents.codes import new_code
from caseportal.documents.kinds import DocumentKind
from caseportal.models.cases import Case
from caseportal.models.documents import Document
from shared.clock import Clock
from shared.sealing import Sealer


def code_context(document_id: object) -> str:
    """Name the place that a document's sealed verification code belongs to."""
    return f"document:{document_id}:code"


def code_index(sealer: Sealer, code: str) -> str:
    """Give the keyed digest under which the public page looks a code up."""
    return sealer.digest("document-code", code)


class DocumentQueue:
    """Puts documents of a case into the queue, in the transaction of whoever asks."""

    def __init__(self, sealer: Sealer, case_types: CaseTypes, clock: Clock) -> None:
        self._sealer = sealer
        self._case_types = case_types
        self._clock = clock

    async def queue(self, connection: BaseDBAsyncClient, case: Case, kind: DocumentKind) -> Document:
        """Queue the first issue of a document; one that is queued or made already is given back as it is."""
        found = await Document.filter(case_id=case.id, kind=kind, issue=1).using_db(connection).get_or_none()
        if found is not None:
            return found
        now, code, document_id = self._clock(), new_code(), uuid4()
        return await Document.create(
            using_db=connection,
            id=document_id,
            case_id=case.id,
            kind=kind,
            code_index=code_index(self._sealer, code),
            code_sealed=self._sealer.seal(code, code_context(document_id)),
            due_at=now,
            created_at=now,
        )

    async def follow_up(self, connection: BaseDBAsyncClient, happened: Happened) -> None:
        """Queue what the case type names (`FollowUp.QUEUE_DOCUMENTS`); with a fee, approval queues nothing yet."""
        case = happened.case
        if happened.event is CaseEvent.APPROVE and case.fee > 0:
            return
        for name in self._case_types.of_case(case.case_type).documents:
            kind = DocumentKind(name)
            if kind is not DocumentKind.RECEIPT or case.fee > 0:
                await self.queue(connection, case, kind)
