"""What the protocol writes into the audit log."""

from __future__ import annotations

from idp.audit import EventKind


class ProtocolEvent(EventKind):
    """Tags of the protocol's events: thing, part, what happened."""

    CODE_ISSUED = "oidc:code:issued"
    CODE_REUSED = "oidc:code:reused"
    TOKEN_ISSUED = "oidc:token:issued"  # noqa: S105  # a tag
    TOKEN_REFRESHED = "oidc:token:refreshed"  # noqa: S105  # a tag
    TOKEN_REVOKED = "oidc:token:revoked"  # noqa: S105  # a tag
    REFRESH_REUSED = "oidc:refresh:reused"
    CLIENT_TOKEN_ISSUED = "oidc:client_token:issued"  # noqa: S105  # a tag
    CONSENT_GIVEN = "oidc:consent:given"
    SIGNED_OUT = "oidc:session:signed_out"
    CLIENT_REGISTERED = "oidc:client:registered"
    CLIENT_REPLACED = "oidc:client:replaced"
    KEYS_ROTATED = "oidc:keys:rotated"
