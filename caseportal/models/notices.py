"""The notice board (公布欄)."""

from tortoise import fields
from tortoise.models import Model


class Notice(Model):
    """One notice in both languages."""

    id = fields.BigIntField(primary_key=True)
    slug = fields.CharField(max_length=60, unique=True)
    """Stable name in addresses and imports."""
    important = fields.BooleanField(default=False, db_default=False)
    title_zh = fields.CharField(max_length=200)
    title_en = fields.CharField(max_length=200)
    body_zh = fields.TextField()
    body_en = fields.TextField()
    unit_zh = fields.CharField(max_length=100)
    unit_en = fields.CharField(max_length=100)
    published_on = fields.DateField(db_index=True)
    withdrawn_on = fields.DateField(null=True)

    class Meta:
        """Read newest first."""

        table = "notice"
        app = "caseportal"
