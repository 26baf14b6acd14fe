"""The worker's half of the outbox: takes what is due, sends it, tries again later, gives up in public.

A row is claimed before it is sent and its Message-ID never changes, so that a worker killed in between causes at most one
repeat, which mail servers and people recognise.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import aiosmtplib
import structlog

from shared.clock import Clock
from shared.mail.message import RenderedMail
from shared.mail.transport import MailTransport
from shared.sealing import Sealer

log = structlog.get_logger("mail")

CLAIM = timedelta(minutes=2)
"""How long a claimed row stays with its worker before another may take it."""

MOST_TRIES = 14
"""Tries before a mail counts as failed: with the delays below, about three days."""


@dataclass(frozen=True)
class QueuedMail:
    """A row of the outbox as the worker takes it."""

    id: int
    to: str
    sealed: str
    message_id: str
    tries: int


class MailQueue(Protocol):
    """A service's outbox table, whatever its database layer."""

    async def claim(self, limit: int, now: datetime, until: datetime) -> list[QueuedMail]:
        """Due rows that nobody holds, held by us until `until`."""
        ...

    async def sent(self, mail_id: int, now: datetime) -> None:
        """The mail left: its content is wiped, the row stays as a trace."""
        ...

    async def retry(self, mail_id: int, at: datetime) -> None:
        """The mail did not leave: try again at `at`."""
        ...

    async def failed(self, mail_id: int, now: datetime) -> None:
        """The mail is given up: kept, counted, shown to operators."""
        ...


def delay_after(tries: int) -> timedelta:
    """How long to wait after the given number of tries: 10 seconds, doubling, 12 hours at the most."""
    return min(timedelta(seconds=10 * 2 ** (tries - 1)), timedelta(hours=12))


async def deliver_due(queue: MailQueue, transport: MailTransport, sealer: Sealer, clock: Clock, limit: int = 20) -> int:
    """Sends what is due and says how many left. A server that is down delays every mail and loses none."""
    sent = 0
    for row in await queue.claim(limit, clock(), clock() + CLAIM):
        mail = RenderedMail.unsealed(row.sealed, sealer)
        try:
            await transport.send(mail, row.to, row.message_id)
        except (OSError, aiosmtplib.SMTPException, ValueError) as error:
            tries = row.tries + 1
            log.warning("mail_delayed", mail=row.id, tries=tries, cause=type(error).__name__)
            if tries >= MOST_TRIES:
                await queue.failed(row.id, clock())
            else:
                await queue.retry(row.id, clock() + delay_after(tries))
        else:
            sent += 1
            await queue.sent(row.id, clock())
    return sent
