"""Mails that wait for the worker."""

from tortoise import fields
from tortoise.models import Model


class OutboxMail(Model):
    """One mail, written in the transaction that causes it. What was sent keeps its row without its content."""

    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(max_length=60)
    """Which declared mail it is."""
    recipient_sealed = fields.TextField()
    mail_sealed = fields.TextField()
    """Subject and bodies, sealed; empty once sent."""
    message_id = fields.CharField(max_length=200)
    tries = fields.IntField(default=0, db_default=0)
    due_at = fields.DatetimeField(null=True)
    """When a worker may take it; null when it was sent or given up."""
    created_at = fields.DatetimeField()
    sent_at = fields.DatetimeField(null=True)
    failed_at = fields.DatetimeField(null=True)

    class Meta:
        """Workers read what is due."""

        table = "outbox_mail"
        app = "caseportal"
        indexes = (("due_at",),)
