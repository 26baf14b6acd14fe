"""The words of a document's life."""

from enum import StrEnum


class DocumentKind(StrEnum):
    """What the portal issues."""

    PERMIT = "permit"
    RECEIPT = "receipt"


class DocumentState(StrEnum):
    """Where a document stands. A row in `waiting` is the job that makes it."""

    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"
    """Given up after too many tries; an operator is told, and may put it back to `waiting`."""
    REVOKED = "revoked"
    SUPERSEDED = "superseded"
