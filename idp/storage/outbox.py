"""The mail outbox: posting in the caller's transaction, and the queue that the worker empties."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, select, update

from idp.storage.tables.outbox import mail_outbox as table
from shared.clock import Clock
from shared.i18n import Language
from shared.mail import MailMessage, QueuedMail
from shared.mail.transport import new_message_id
from shared.sealing import Sealer

_WAITING, _SENT, _FAILED = "waiting", "sent", "failed"
_ADDRESS = "outbox address"


class Outbox:
    """Posts mail."""

    def __init__(self, sealer: Sealer, sender: str, clock: Clock) -> None:
        self._sealer = sealer
        self._sender = sender
        self._clock = clock

    def post(self, connection: Connection, message: MailMessage, to: str, language: Language) -> None:
        """Renders the mail in the person's language and leaves it for the worker, with the caller's transaction."""
        now = self._clock()
        connection.execute(
            insert(table).values(
                name=message.name,
                state=_WAITING,
                to_sealed=self._sealer.seal(to, _ADDRESS),
                mail_sealed=message.render(language).sealed(self._sealer),
                message_id=new_message_id(self._sender),
                due_at=now,
                created_at=now,
            )
        )


class SqlMailQueue:
    """A `shared.mail.MailQueue` over the outbox table; statements run in worker threads."""

    def __init__(self, engine: Engine, sealer: Sealer) -> None:
        self._engine = engine
        self._sealer = sealer

    async def claim(self, limit: int, now: datetime, until: datetime) -> list[QueuedMail]:
        """See MailQueue.claim. On PostgreSQL several workers skip each other's rows; SQLite lets one write at a time."""
        return await asyncio.to_thread(
            self._in_transaction, lambda connection: self._claim(connection, limit, now, until)
        )

    def _claim(self, connection: Connection, limit: int, now: datetime, until: datetime) -> list[QueuedMail]:
        rows = connection.execute(
            select(table)
            .where(table.c.state == _WAITING, table.c.due_at <= now)
            .order_by(table.c.due_at, table.c.mail_id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        ).all()
        claimed = [row.mail_id for row in rows]
        if claimed:
            connection.execute(update(table).where(table.c.mail_id.in_(claimed)).values(due_at=until))
        return [
            QueuedMail(
                row.mail_id, self._sealer.open(row.to_sealed, _ADDRESS), row.mail_sealed, row.message_id, row.tries
            )
            for row in rows
        ]

    async def sent(self, mail_id: int, now: datetime) -> None:
        """See MailQueue.sent."""
        await self._set(mail_id, state=_SENT, finished_at=now, to_sealed=None, mail_sealed=None)

    async def retry(self, mail_id: int, at: datetime) -> None:
        """See MailQueue.retry."""
        await self._set(mail_id, due_at=at, tries=table.c.tries + 1)

    async def failed(self, mail_id: int, now: datetime) -> None:
        """See MailQueue.failed."""
        await self._set(mail_id, state=_FAILED, finished_at=now, tries=table.c.tries + 1)

    async def _set(self, mail_id: int, **values: Any) -> None:
        statement = update(table).where(table.c.mail_id == mail_id).values(values)
        await asyncio.to_thread(self._in_transaction, lambda connection: connection.execute(statement))

    def _in_transaction(self, work: Callable[[Connection], Any]) -> Any:
        with self._engine.begin() as connection:
            return work(connection)


def failed_mails(connection: Connection) -> int:
    """How many mails were given up, for metrics and operators."""
    return connection.scalar(select(func.count()).select_from(table).where(table.c.state == _FAILED)) or 0
