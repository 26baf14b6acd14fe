"""Audit events of the mailed-code factor."""

from idp.audit import EventKind


class EmailCodeEvent(EventKind):
    """What happened with a mailed code."""

    SENT = "factor:emailcode:sent"
    WRONG = "factor:emailcode:wrong"
    LOCKED = "factor:emailcode:locked"
