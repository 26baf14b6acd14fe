"""The portal's outbox: posting in the caller's transaction, claiming by the worker."""

from datetime import datetime

from tortoise.backends.base.client import BaseDBAsyncClient

from caseportal.models.outbox import OutboxMail
from caseportal.models.transactions import write_transaction
from shared.clock import Clock
from shared.i18n import Language
from shared.mail import MailMessage, QueuedMail
from shared.mail.transport import new_message_id
from shared.sealing import Sealer

_RECIPIENT = "outbox-recipient"


class Outbox:
    """Keeps mails and hands them to the worker (a `shared.mail.MailQueue`)."""

    def __init__(self, sealer: Sealer, clock: Clock, sender: str) -> None:
        self._sealer = sealer
        self._clock = clock
        self._sender = sender

    async def post(self, connection: BaseDBAsyncClient, message: MailMessage, to: str, language: Language) -> None:
        """Renders the mail and keeps it in the transaction of `connection`."""
        now = self._clock()
        await OutboxMail.create(
            using_db=connection,
            name=message.name,
            recipient_sealed=self._sealer.seal(to, _RECIPIENT),
            mail_sealed=message.render(language).sealed(self._sealer),
            message_id=new_message_id(self._sender),
            due_at=now,
            created_at=now,
        )

    async def claim(self, limit: int, now: datetime, until: datetime) -> list[QueuedMail]:
        """See MailQueue.claim."""
        async with write_transaction() as connection:
            rows = (
                await OutboxMail.filter(due_at__lte=now)
                .order_by("due_at")
                .limit(limit)
                .using_db(connection)
                .select_for_update(skip_locked=True)
            )
            await OutboxMail.filter(id__in=[row.id for row in rows]).using_db(connection).update(due_at=until)
        return [
            QueuedMail(
                row.id, self._sealer.open(row.recipient_sealed, _RECIPIENT), row.mail_sealed, row.message_id, row.tries
            )
            for row in rows
        ]

    async def sent(self, mail_id: int, now: datetime) -> None:
        """See MailQueue.sent."""
        await OutboxMail.filter(id=mail_id).update(due_at=None, sent_at=now, mail_sealed="")

    async def retry(self, mail_id: int, at: datetime) -> None:
        """See MailQueue.retry."""
        row = await OutboxMail.get(id=mail_id)
        await OutboxMail.filter(id=mail_id).update(due_at=at, tries=row.tries + 1)

    async def failed(self, mail_id: int, now: datetime) -> None:
        """See MailQueue.failed."""
        await OutboxMail.filter(id=mail_id).update(due_at=None, failed_at=now)
