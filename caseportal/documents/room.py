"""The document room of a running portal: made once by `caseportal.app`, found by its pages."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final, cast

from quart import Quart, current_app

from caseportal.attachments.storage import FileStorage
from caseportal.cases.writer import CaseWriter
from caseportal.casetypes import CaseTypes
from caseportal.documents.assembling import Assembly
from caseportal.documents.jobs import DocumentJobs
from caseportal.documents.pool import RenderingPool
from caseportal.documents.settings import DocumentSettings
from caseportal.documents.signing import SigningKey
from caseportal.jobs import Job
from shared.clock import Clock
from shared.i18n import add_catalogue
from shared.sealing import Sealer

LOCALE: Final = Path(__file__).parent / "locale"
_EXTENSION: Final = "documents"
_EVERY: Final = timedelta(seconds=2)


@dataclass(frozen=True)
class DocumentRoom:
    """What the pages of documents need."""

    documents: FileStorage
    """Where finished documents are kept."""
    sealer: Sealer
    clock: Clock


def install(app: Quart, room: DocumentRoom) -> None:
    """Let the pages of `app` find the room, and read their translations."""
    add_catalogue(LOCALE)
    app.extensions[_EXTENSION] = room


def document_room() -> DocumentRoom:
    """Give the room of the portal that answers the running request."""
    return cast("DocumentRoom", current_app.extensions[_EXTENSION])


@dataclass(frozen=True)
class DocumentWork:
    """The worker's side: the job, and the processes to close at the end."""

    job: Job
    pool: RenderingPool


def open_work(
    settings: DocumentSettings,
    *,
    home: Path,
    base_url: str,
    attachments: FileStorage,
    documents: FileStorage,
    case_types: CaseTypes,
    writer: CaseWriter,
    sealer: Sealer,
    clock: Clock,
) -> DocumentWork:
    """Make the worker's job that renders and signs what is queued; its processes start with the first document."""
    pool = RenderingPool(
        settings.fonts, SigningKey.of(settings, home), workers=settings.workers, time_limit=settings.time_limit
    )
    assembly = Assembly(settings, case_types, attachments, sealer, base_url)
    jobs = DocumentJobs(assembly, pool, documents, writer, clock)
    return DocumentWork(Job("documents", _EVERY, jobs.run_due), pool)
