"""Background work of the identity provider: mail, logout notices, sealing of the audit log, purge of what is over.

`await run()` works until it is cancelled or told to stop. Any number of workers may run beside each other.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog

from idp.app import open_stores, read_populations
from idp.audit import seal_pending
from idp.oidc.provider import build_logout_delivery, build_parts
from idp.purging import purge
from idp.sessions import Sessions
from idp.settings import IdpSettings
from idp.storage.outbox import SqlMailQueue
from idp.stores import Stores
from shared.mail import SmtpTransport, deliver_due
from shared.observability import configure_logs
from shared.settings import load_settings

log = structlog.get_logger("worker")

_AFTER_A_FAULT = timedelta(seconds=15)


@dataclass(frozen=True)
class Job:
    """Work that is done again and again; `work` gives how much it did."""

    name: str
    every: timedelta
    work: Callable[[], Awaitable[int]]


def jobs(settings: IdpSettings, stores: Stores) -> list[Job]:
    """Everything that the worker does."""
    transport = SmtpTransport(settings.mail_url, settings.mail_from)
    queue = SqlMailQueue(stores.database, stores.sealer)
    populations = read_populations(settings)
    parts = build_parts(settings.base_url, stores, populations, Sessions(stores.sealer, populations))
    delivery = build_logout_delivery(parts, settings.outbound_exceptions)
    second = timedelta(seconds=1)
    return [
        Job("mail", second, lambda: deliver_due(queue, transport, stores.sealer, stores.clock)),
        Job("logout", second, lambda: asyncio.to_thread(delivery.deliver_due)),
        Job(
            "audit", second * 5, lambda: asyncio.to_thread(seal_pending, stores.database, stores.sealer, stores.clock())
        ),
        Job("purge", timedelta(minutes=10), lambda: asyncio.to_thread(purge, stores)),
    ]


async def repeat(job: Job) -> None:
    """Does the job for ever. A fault is logged and the job tried again: one job never stops the others."""
    while True:
        pause = job.every
        try:
            done = await job.work()
            if done:
                log.info("job_done", job=job.name, number=done)
        except Exception as error:
            log.error("job_failed", job=job.name, cause=type(error).__name__, exc_info=error)
            pause = max(pause, _AFTER_A_FAULT)
        await asyncio.sleep(pause.total_seconds())


async def run(settings: IdpSettings | None = None) -> None:
    """Does every job until cancelled."""
    chosen = settings or load_settings(IdpSettings, "idp")
    stores = open_stores(chosen)
    async with asyncio.TaskGroup() as group:
        for job in jobs(chosen, stores):
            group.create_task(repeat(job))


def main() -> None:
    """The worker as a process of its own: `python -m idp.worker`."""
    settings = load_settings(IdpSettings, "idp")
    configure_logs("idp-worker", as_json=settings.log_json)
    asyncio.run(run(settings))


if __name__ == "__main__":
    main()
