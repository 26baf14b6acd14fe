"""Permits on record: what the agency has issued before, as imported."""

from tortoise import fields
from tortoise.models import Model


class RegisteredPermit(Model):
    """One permit that the agency has issued."""

    id = fields.BigIntField(primary_key=True)
    number_index = fields.CharField(max_length=64, unique=True)
    number_sealed = fields.TextField()
    permit_kind = fields.CharField(max_length=20)
    """`single_entry` or `multi_entry`."""
    status = fields.CharField(max_length=20)
    """`valid`, `replaced` or `void`."""
    entry_checked = fields.BooleanField()
    """The holder has entered with it and the border has checked it (已查驗入境)."""
    valid_until = fields.DateField(null=True)
    stay_until = fields.DateField(null=True)
    holder_sealed = fields.TextField()
    """Names, identity number, birth date, school and the rest of the holder's record as JSON, sealed whole."""
    imported_at = fields.DatetimeField()

    class Meta:
        """Looked up by its number only."""

        table = "registered_permit"
        app = "caseportal"
