"""Issued documents. A row is first the job that makes the file, then the record of it."""

from uuid import UUID, uuid4

from tortoise import fields
from tortoise.models import Model

from caseportal.documents.kinds import DocumentKind, DocumentState
from caseportal.models.cases import Case


class Document(Model):
    """One permit or receipt of one case."""

    id = fields.UUIDField(primary_key=True, default=uuid4)
    case: fields.ForeignKeyRelation[Case] = fields.ForeignKeyField(
        "caseportal.Case", related_name="documents", on_delete=fields.RESTRICT
    )
    case_id: UUID
    kind = fields.CharEnumField(DocumentKind, max_length=10)
    issue = fields.IntField(default=1, db_default=1)
    """Which issue of this kind for the case: a corrected permit is the second."""
    state = fields.CharEnumField(DocumentState, max_length=12, default=DocumentState.WAITING)
    code_index = fields.CharField(max_length=64, unique=True)
    """Keyed digest of the verification code: what the public page looks up."""
    code_sealed = fields.TextField()
    """The verification code, sealed: a retried job prints the same one."""
    tries = fields.IntField(default=0, db_default=0)
    due_at = fields.DatetimeField()
    """When a worker may take the job: after a failure, later."""
    lease = fields.CharField(max_length=32, null=True)
    """The claim of the worker that holds the job; who no longer holds it cannot finish it."""
    lease_until = fields.DatetimeField(null=True)
    failure = fields.CharField(max_length=200, default="", db_default="")
    storage_key = fields.CharField(max_length=80, null=True, unique=True)
    sha256 = fields.CharField(max_length=64, null=True)
    size = fields.IntField(null=True)
    """Bytes."""
    valid_until = fields.DateField(null=True)
    created_at = fields.DatetimeField()
    ready_at = fields.DatetimeField(null=True)
    ended_at = fields.DatetimeField(null=True)
    """When it was revoked or superseded."""

    class Meta:
        """One document per kind and issue; workers read what is due."""

        table = "document"
        app = "caseportal"
        unique_together = (("case", "kind", "issue"),)
        indexes = (("state", "due_at"),)
