"""Payment attempts, the money that arrived, and the receipts given for it."""

from uuid import UUID, uuid4

from tortoise import fields
from tortoise.models import Model

from caseportal.models.cases import Case
from caseportal.payments.states import AttemptEvent, AttemptState, ItemOutcome, MoneyReason


class PaymentAttempt(Model):
    """One visit to a gateway for one or several cases. Only `caseportal.payments` changes it."""

    id = fields.UUIDField(primary_key=True, default=uuid4)
    number = fields.CharField(max_length=20, unique=True)
    """The merchant trade number: new for every attempt, letters and digits."""
    payer = fields.CharField(max_length=255, db_index=True)
    """The applicant's `sub`."""
    gateway = fields.CharField(max_length=20)
    method = fields.CharField(max_length=30)
    amount = fields.IntField()
    """New Taiwan dollars, the sum of the items."""
    state = fields.CharEnumField(AttemptState, max_length=10, default=AttemptState.CREATED)
    version = fields.IntField(default=1, db_default=1)
    language = fields.CharField(max_length=12)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    asked_at = fields.DatetimeField(null=True)
    """When the gateway was last asked what became of it."""
    settled_at = fields.DatetimeField(null=True)

    class Meta:
        """The sweep reads open attempts, oldest question first."""

        table = "payment_attempt"
        app = "caseportal"
        indexes = (("state", "asked_at"),)


class PaymentItem(Model):
    """One case's share of an attempt."""

    id = fields.BigIntField(primary_key=True)
    attempt: fields.ForeignKeyRelation[PaymentAttempt] = fields.ForeignKeyField(
        "caseportal.PaymentAttempt", related_name="items", on_delete=fields.CASCADE
    )
    attempt_id: UUID
    case: fields.ForeignKeyRelation[Case] = fields.ForeignKeyField(
        "caseportal.Case", related_name="payment_items", on_delete=fields.RESTRICT
    )
    case_id: UUID
    amount = fields.IntField()
    outcome = fields.CharEnumField(ItemOutcome, max_length=12, null=True)

    class Meta:
        """A case stands once in an attempt."""

        table = "payment_item"
        app = "caseportal"
        unique_together = (("attempt", "case"),)


class ReceivedMoney(Model):
    """Money that a gateway says it has taken: recorded once, whether it can be used or not. Rows are only added."""

    id = fields.BigIntField(primary_key=True)
    gateway = fields.CharField(max_length=20)
    merchant_id = fields.CharField(max_length=20)
    trade_number = fields.CharField(max_length=40)
    """The gateway's own number."""
    attempt: fields.ForeignKeyRelation[PaymentAttempt] = fields.ForeignKeyField(
        "caseportal.PaymentAttempt", related_name="money", on_delete=fields.RESTRICT
    )
    attempt_id: UUID
    amount = fields.IntField()
    refund_due = fields.IntField(db_index=True)
    """How much of it could not be used and is to be paid back; 0 when all was used."""
    reason = fields.CharEnumField(MoneyReason, max_length=20, null=True)
    source = fields.CharField(max_length=12)
    late = fields.BooleanField(default=False, db_default=False)
    """Whether the attempt had failed or expired before."""
    paid_at = fields.DatetimeField()
    received_at = fields.DatetimeField()

    class Meta:
        """The three columns name the money: a second report of it finds the row."""

        table = "received_money"
        app = "caseportal"
        unique_together = (("gateway", "merchant_id", "trade_number"),)


class PaymentHistory(Model):
    """One event of one attempt. Rows are only ever added."""

    id = fields.BigIntField(primary_key=True)
    attempt: fields.ForeignKeyRelation[PaymentAttempt] = fields.ForeignKeyField(
        "caseportal.PaymentAttempt", related_name="history", on_delete=fields.CASCADE
    )
    attempt_id: UUID
    event = fields.CharEnumField(AttemptEvent, max_length=10)
    source_state = fields.CharEnumField(AttemptState, max_length=10)
    target_state = fields.CharEnumField(AttemptState, max_length=10)
    source = fields.CharField(max_length=12)
    """`person`, `sweep`, or the way by which a gateway's evidence came."""
    detail = fields.CharField(max_length=200)
    """The gateway's result code, or the reason; never what a person typed."""
    at = fields.DatetimeField()

    class Meta:
        """Read attempt by attempt."""

        table = "payment_history"
        app = "caseportal"


class FeeReceipt(Model):
    """The receipt for the fee of one case (one receipt per case: requirement I1)."""

    id = fields.BigIntField(primary_key=True)
    case: fields.OneToOneRelation[Case] = fields.OneToOneField(
        "caseportal.Case", related_name="fee_receipt", on_delete=fields.RESTRICT
    )
    case_id: UUID
    attempt: fields.ForeignKeyRelation[PaymentAttempt] = fields.ForeignKeyField(
        "caseportal.PaymentAttempt", related_name="receipts", on_delete=fields.RESTRICT
    )
    attempt_id: UUID
    number = fields.CharField(max_length=12, unique=True)
    amount = fields.IntField()
    method = fields.CharField(max_length=30)
    paid_at = fields.DatetimeField(db_index=True)

    class Meta:
        """The unique case is the last guard against paying one twice."""

        table = "fee_receipt"
        app = "caseportal"
