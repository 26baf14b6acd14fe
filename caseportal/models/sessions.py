"""Who is signed in at the portal, kept on the server."""

from tortoise import fields
from tortoise.models import Model


class PortalSession(Model):
    """One sign-in of one browser. The cookie holds a random token, and here is only its keyed digest."""

    token_digest = fields.CharField(max_length=64, primary_key=True)
    subject = fields.CharField(max_length=255, db_index=True)
    op_session = fields.CharField(max_length=255, null=True, db_index=True)
    """`sid` of the identity provider's session: what a back-channel logout names."""
    population = fields.CharField(max_length=40)
    kind = fields.CharField(max_length=40, null=True)
    name = fields.CharField(max_length=120)
    roles = fields.JSONField[list[str]]()
    """A list of role names."""
    identity_sealed = fields.TextField()
    """E-mail and the claims of the scope `identity` as JSON, sealed."""
    id_token_sealed = fields.TextField()
    """The ID token, shown to the identity provider as a hint at sign-out."""
    created_at = fields.DatetimeField()
    last_seen_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(db_index=True)

    class Meta:
        """Ended sessions are deleted rows."""

        table = "portal_session"
        app = "caseportal"
