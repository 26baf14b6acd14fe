"""Cases, their history, their files and the counters of their numbers."""

from uuid import UUID, uuid4

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model

from caseportal.cases.states import CaseEvent, CaseState, Role


class Case(Model):
    """One application, from its draft on. Its `state` is changed by `caseportal.cases.writer` and nobody else."""

    id = fields.UUIDField(primary_key=True, default=uuid4)
    case_type = fields.CharField(max_length=40)
    """The key of the declared case type, such as `multi_entry`."""
    state = fields.CharEnumField(CaseState, max_length=24, default=CaseState.DRAFT)
    version = fields.IntField(default=1, db_default=1)
    """Grows by one with every event; a writer names the version it has seen."""
    owner = fields.CharField(max_length=255)
    """The applicant's `sub`."""
    applicant_name = fields.CharField(max_length=120)
    contact_sealed = fields.TextField()
    """The address for mails, as the identity provider gave it."""
    language = fields.CharField(max_length=12)
    """In which language the applicant worked last: the language of mails."""
    group_number = fields.CharField(max_length=9, null=True, unique=True)
    """團號: given at submission."""
    receipt_number = fields.CharField(max_length=12, null=True, unique=True)
    """收件號: given at submission."""
    permit_index = fields.CharField(max_length=64)
    """Blind index of the number of the permit that the application is about."""
    open_key = fields.CharField(max_length=140, null=True, unique=True)
    """Case type and permit while the case is open: no second one can be opened beside it. Null in the end."""
    answers_sealed = fields.TextField()
    """The form as JSON, sealed whole: it holds identity numbers, birth dates and addresses."""
    fee = fields.IntField(default=0, db_default=0)
    """New Taiwan dollars, taken from the case type when the case is submitted."""
    officer = fields.CharField(max_length=255, null=True)
    """The `sub` of the officer who holds the claim."""
    officer_name = fields.CharField(max_length=120, null=True)
    created_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()
    submitted_at = fields.DatetimeField(null=True)
    decided_at = fields.DatetimeField(null=True)

    class Meta:
        """Table name and the indexes of the two lists that are read all day."""

        table = "cases"
        app = "caseportal"
        indexes = (("owner", "state"), ("state", "submitted_at"), ("officer", "state"), ("permit_index",))
        constraints = (
            CheckConstraint("version >= 1", "case_version_positive"),
            CheckConstraint("fee >= 0", "case_fee_not_negative"),
            CheckConstraint(
                "(state = 'draft') = (receipt_number IS NULL) AND (receipt_number IS NULL) = (group_number IS NULL)",
                "case_numbered_once_sent",
            ),
            CheckConstraint("state <> 'under_review' OR officer IS NOT NULL", "case_review_has_officer"),
            CheckConstraint(
                "state NOT IN ('issued', 'refused', 'not_accepted', 'withdrawn') OR open_key IS NULL",
                "case_over_is_not_open",
            ),
        )


class CaseHistory(Model):
    """One event of one case. Rows are only ever added."""

    id = fields.BigIntField(primary_key=True)
    case: fields.ForeignKeyRelation[Case] = fields.ForeignKeyField(
        "caseportal.Case", related_name="history", on_delete=fields.CASCADE
    )
    case_id: UUID
    version = fields.IntField()
    """The version of the case after the event: unique per case, so that two writers cannot both be right."""
    event = fields.CharEnumField(CaseEvent, max_length=24)
    source = fields.CharEnumField(CaseState, max_length=24)
    target = fields.CharEnumField(CaseState, max_length=24)
    role = fields.CharEnumField(Role, max_length=16)
    actor = fields.CharField(max_length=255)
    actor_name = fields.CharField(max_length=120)
    note = fields.TextField()
    """What the actor says to the other side; empty if nothing."""
    at = fields.DatetimeField()

    class Meta:
        """One row per version of a case."""

        table = "case_history"
        app = "caseportal"
        unique_together = (("case", "version"),)


class Attachment(Model):
    """A file of a case after intake: rewritten, under a name that is safe to show."""

    id = fields.UUIDField(primary_key=True, default=uuid4)
    case: fields.ForeignKeyRelation[Case] = fields.ForeignKeyField(
        "caseportal.Case", related_name="attachments", on_delete=fields.CASCADE
    )
    case_id: UUID
    item = fields.CharField(max_length=40)
    """Which declared attachment of the case type it belongs to, such as `photo`."""
    name = fields.CharField(max_length=120)
    media_type = fields.CharField(max_length=40)
    size = fields.IntField()
    """Bytes as stored, after rewriting."""
    sha256 = fields.CharField(max_length=64)
    storage_key = fields.CharField(max_length=80, unique=True)
    created_at = fields.DatetimeField()
    removed_at = fields.DatetimeField(null=True)
    """When the applicant replaced or removed it; the file itself goes with the next purge."""

    class Meta:
        """Files are always read case by case."""

        table = "attachment"
        app = "caseportal"
        indexes = (("case_id", "item"),)
        constraints = (CheckConstraint("size > 0", "attachment_not_empty"),)


class NumberCounter(Model):
    """The last number given in one series (`receipt-115`, `group-115`)."""

    name = fields.CharField(max_length=40, primary_key=True)
    given = fields.BigIntField()

    class Meta:
        """A handful of rows."""

        table = "number_counter"
        app = "caseportal"
        constraints = (CheckConstraint("given >= 1", "number_counter_positive"),)
