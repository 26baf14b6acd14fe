"""Audit events of the password factor."""

from idp.audit import EventKind


class PasswordEvent(EventKind):
    """What happened with a password."""

    WRONG = "factor:password:wrong"
    LOCKED = "factor:password:locked"
    SET = "factor:password:set"
    REMOVED = "factor:password:removed"
