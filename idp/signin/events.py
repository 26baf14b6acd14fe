"""Audit events of signing in."""

from idp.audit import EventKind


class SignInEvent(EventKind):
    """What happened to a sign-in."""

    PROVED = "signin:factor:proved"
    COMPLETED = "signin:journey:completed"
