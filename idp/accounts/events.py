"""Audit events of accounts."""

from idp.audit import EventKind


class AccountEvent(EventKind):
    """What happened to an account."""

    REGISTERED = "account:registration:done"
    ROSTER_MISMATCH = "account:registration:roster_mismatch"
    LINK_SENT = "account:activation:sent"
    ACTIVATED = "account:activation:done"
    MADE = "account:made:by_operator"
    SUSPENDED = "account:suspended:by_operator"
    RESTORED = "account:restored:by_operator"
