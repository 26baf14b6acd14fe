"""The worker's side of documents: the job that renders and signs what is queued. The web process never loads this."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from caseportal.attachments.storage import FileStorage
from caseportal.cases.writer import CaseWriter
from caseportal.casetypes import CaseTypes
from caseportal.documents.assembling import Assembly
from caseportal.documents.jobs import DocumentJobs
from caseportal.documents.keys import SigningKey
from caseportal.documents.pool import RenderingPool
from caseportal.documents.settings import DocumentSettings
from caseportal.jobs import Job
from shared.clock import Clock
from shared.sealing import Sealer

_EVERY: Final = timedelta(seconds=2)


@dataclass(frozen=True)
class DocumentWork:
    """The worker's side: the job, and the processes to close at the end."""

    job: Job
    pool: RenderingPool


def open_work(
    settings: DocumentSettings,
    *,
    home: Path,
    build_dir: Path,
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
        settings.fonts or build_dir / "fonts",
        SigningKey.of(settings, home),
        workers=settings.workers,
        time_limit=settings.time_limit,
    )
    assembly = Assembly(settings, case_types, attachments, sealer, base_url)
    jobs = DocumentJobs(assembly, pool, documents, writer, clock)
    return DocumentWork(Job("documents", _EVERY, jobs.run_due), pool)
