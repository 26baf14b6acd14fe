"""The jobs that make documents: claimed by a worker for a while, finished exactly once."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

import structlog
from tortoise.expressions import Q

from caseportal.attachments.storage import FileStorage
from caseportal.cases.states import CaseEvent
from caseportal.cases.transitions import SYSTEM
from caseportal.cases.writer import CaseWriter
from caseportal.documents.assembling import Assembly, IncompleteCaseError
from caseportal.documents.contents import PermitContent
from caseportal.documents.kinds import DocumentState
from caseportal.documents.pool import RenderingError, RenderingPool
from caseportal.models.cases import Case
from caseportal.models.documents import Document
from caseportal.models.transactions import write_transaction
from shared.clock import Clock

log = structlog.get_logger("documents")

_LEASE: Final = timedelta(minutes=3)
_MOST_TRIES: Final = 10
_FIRST_PAUSE: Final = timedelta(seconds=10)
_LONGEST_PAUSE: Final = timedelta(hours=1)


@dataclass(frozen=True)
class Claim:
    """A job held by this worker, and the file that an earlier holder may have left behind."""

    document: Document
    leftover: str | None


class DocumentJobs:
    """Does the queued jobs. Any number of workers may run side by side; one that dies loses its claim after a while."""

    def __init__(
        self, assembly: Assembly, pool: RenderingPool, storage: FileStorage, writer: CaseWriter, clock: Clock
    ) -> None:
        self._assembly = assembly
        self._pool = pool
        self._storage = storage
        self._writer = writer
        self._clock = clock

    async def run_due(self, limit: int = 20) -> int:
        """Make the documents that are due, one after another. Gives how many jobs were taken."""
        for done in range(limit):
            claim = await self._claim()
            if claim is None:
                return done
            await self._do(claim)
        return limit

    async def _claim(self) -> Claim | None:
        now = self._clock()
        async with write_transaction() as connection:
            document = (
                await Document.filter(state=DocumentState.WAITING, due_at__lte=now)
                .filter(Q(lease_until__isnull=True) | Q(lease_until__lt=now))
                .using_db(connection)
                .order_by("due_at")
                .select_for_update(skip_locked=True)
                .first()
            )
            if document is None:
                return None
            leftover = _storage_key(document) if document.lease else None
            document.lease, document.lease_until = secrets.token_hex(16), now + _LEASE
            document.tries += 1
            await document.save(using_db=connection, update_fields=["lease", "lease_until", "tries"])
            return Claim(document, leftover)

    async def _do(self, claim: Claim) -> None:
        document = claim.document
        if claim.leftover is not None:
            await self._storage.delete(claim.leftover)
        try:
            content = await self._assembly.content_of(document, self._clock())
            made = await self._pool.make(content)
        except (RenderingError, IncompleteCaseError) as error:
            await self._put_back(document, error)
            return
        key = _storage_key(document)
        await self._storage.put(key, made)
        document.valid_until = content.valid_until if isinstance(content, PermitContent) else None
        if not await self._finish(document, key, made):
            await self._storage.delete(key)

    async def _finish(self, document: Document, key: str, made: bytes) -> bool:
        """Record the document if this worker still holds it, and issue the case when it was the last one."""
        now = self._clock()
        async with write_transaction() as connection:
            # The case is locked first, so that of two workers finishing its last two documents one sees both.
            await Case.filter(id=document.case_id).using_db(connection).select_for_update().get()
            mine = Document.filter(id=document.id, lease=document.lease, state=DocumentState.WAITING)
            finished = await mine.using_db(connection).update(
                state=DocumentState.READY,
                storage_key=key,
                sha256=sha256(made).hexdigest(),
                size=len(made),
                valid_until=document.valid_until,
                ready_at=now,
                lease=None,
                lease_until=None,
                failure="",
            )
            if finished != 1:
                return False
            waiting = Document.filter(case_id=document.case_id).exclude(state=DocumentState.READY)
            if not await waiting.using_db(connection).exists():
                outcome = await self._writer.apply(
                    document.case_id, CaseEvent.ISSUE, SYSTEM, None, connection=connection
                )
                if not outcome.ok:
                    log.warning("case_not_issued", case=str(document.case_id), refusal=outcome.refusal)
        log.info("document_ready", document=str(document.id), kind=document.kind, size=len(made), tries=document.tries)
        return True

    async def _put_back(self, document: Document, error: Exception) -> None:
        given_up = document.tries >= _MOST_TRIES
        log.error(
            "document_failed", document=str(document.id), tries=document.tries, given_up=given_up, cause=str(error)
        )
        await Document.filter(id=document.id, lease=document.lease).update(
            state=DocumentState.FAILED if given_up else DocumentState.WAITING,
            failure=str(error)[:200],
            due_at=_next_try(self._clock(), document.tries),
            lease=None,
            lease_until=None,
        )


def _next_try(now: datetime, tries: int) -> datetime:
    """After 10 seconds, then twice as long each time, an hour at most."""
    pause: timedelta = min(_FIRST_PAUSE * (1 << (tries - 1)), _LONGEST_PAUSE)
    return now + pause


def _storage_key(document: Document) -> str:
    """Where this claim puts its file: no other claim writes there."""
    return f"{document.id.hex[:2]}/{document.id.hex}-{document.lease}"
