"""The worker of the portal: delivers mail, makes documents, asks about payments, purges what is over."""

import asyncio
from datetime import timedelta
from typing import NoReturn

import structlog
from tortoise.exceptions import BaseORMException

from caseportal.app import build_portal
from caseportal.attachments.storage import FolderStorage
from caseportal.cases.drafts import stale_before
from caseportal.cases.states import CaseState
from caseportal.documents.demokeys import make_demo_keys
from caseportal.documents.work import open_work
from caseportal.jobs import Job
from caseportal.models.cases import Case
from caseportal.models.opening import close_database, open_database
from caseportal.payments.room import open_payments, sweep_job
from caseportal.portal import Portal
from caseportal.settings import SECTION, PortalSettings
from shared.expiring import StoreUnavailableError
from shared.mail import SmtpTransport, deliver_due
from shared.settings import load_settings

log = structlog.get_logger("worker")

_MAIL_EVERY = timedelta(seconds=1)
_PURGE_EVERY = timedelta(hours=1)
_REMOVED_FILES_KEPT = timedelta(days=30)
_PAUSE_AFTER_FAULT = timedelta(seconds=10)


def mail_job(services: Portal) -> Job:
    """Sends what is due in the outbox."""
    transport = SmtpTransport(services.settings.mail_url, services.settings.mail_from)

    async def deliver() -> int:
        return await deliver_due(services.outbox, transport, services.sealer, services.clock)

    return Job("mail", _MAIL_EVERY, deliver)


def purge_job(services: Portal) -> Job:
    """Deletes sessions, short-lived values, drafts and removed files whose time is over."""

    async def purge() -> int:
        now = services.clock()
        stale = Case.filter(state=CaseState.DRAFT, updated_at__lt=stale_before(now))
        for draft in await stale.limit(200):
            keys = await services.files.keys_of(draft.id)
            # Whoever has come back to it in this very moment keeps it.
            if await stale.filter(id=draft.id).delete():
                await services.files.delete_content(keys)
        gone = await services.sessions.purge() + await services.expiring.purge()
        await services.files.purge_removed(now - _REMOVED_FILES_KEPT)
        log.info("purged", values=gone)
        return 0

    return Job("purge", _PURGE_EVERY, purge)


async def run() -> None:
    """Runs every job until the task is cancelled. Any number of workers may run side by side."""
    settings = load_settings(PortalSettings, SECTION)
    services = build_portal(settings)
    if settings.demo:
        make_demo_keys(settings.home / settings.documents.keys, services.clock())
    await open_database(settings.database_url)
    work = open_work(
        settings.documents,
        home=settings.home,
        build_dir=settings.build_dir,
        base_url=settings.base_url,
        attachments=services.storage,
        documents=FolderStorage(settings.document_storage),
        case_types=services.case_types,
        writer=services.cases,
        sealer=services.sealer,
        clock=services.clock,
    )
    payments = open_payments(settings.payment_settings, services.cases, services.clock)
    try:
        jobs = [mail_job(services), work.job, sweep_job(payments), purge_job(services)]
        async with asyncio.TaskGroup() as group:
            for job in jobs:
                group.create_task(repeat(job))
    finally:
        work.pool.close()
        await services.close()
        await close_database()


async def repeat(job: Job) -> NoReturn:
    """Runs one job again and again. A store or server that is away is waited for; other faults end the worker."""
    while True:
        try:
            pause = timedelta(0) if await job.run() else job.every
        except (BaseORMException, StoreUnavailableError, OSError) as error:
            log.error("job_interrupted", job=job.name, cause=str(error))
            pause = _PAUSE_AFTER_FAULT
        await asyncio.sleep(pause.total_seconds())


if __name__ == "__main__":
    asyncio.run(run())
