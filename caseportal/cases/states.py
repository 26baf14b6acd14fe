"""The words of a case's life: its states, the events that change them, and who may cause them."""

from enum import StrEnum


class CaseState(StrEnum):
    """Where a case stands (requirements H2, H7, H9, H11)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    UNDER_REVIEW = "under_review"
    RETURNED = "returned"
    DOCUMENTS_REQUESTED = "documents_requested"
    APPROVED = "approved"
    PAID = "paid"
    ISSUED = "issued"
    REFUSED = "refused"
    NOT_ACCEPTED = "not_accepted"
    WITHDRAWN = "withdrawn"


FINAL_STATES = frozenset({CaseState.ISSUED, CaseState.REFUSED, CaseState.NOT_ACCEPTED, CaseState.WITHDRAWN})
"""No event leads out of these."""

ANSWERS_OPEN = frozenset({CaseState.DRAFT, CaseState.RETURNED})
"""While a case stands here, its applicant may change every answer (補正)."""

FILES_OPEN = ANSWERS_OPEN | {CaseState.DOCUMENTS_REQUESTED}
"""While a case stands here, its applicant may add and remove files (補件)."""


class CaseEvent(StrEnum):
    """What can happen to a case. Every change of state is one of these."""

    SUBMIT = "submit"
    RESUBMIT = "resubmit"
    CLAIM = "claim"
    RELEASE = "release"
    RETURN = "return"
    REQUEST_DOCUMENTS = "request_documents"
    APPROVE = "approve"
    REFUSE = "refuse"
    NOT_ACCEPT = "not_accept"
    WITHDRAW = "withdraw"
    PAY = "pay"
    ISSUE = "issue"


class Role(StrEnum):
    """As whom somebody acts on a case."""

    APPLICANT = "applicant"
    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    SYSTEM = "system"


class FollowUp(StrEnum):
    """Work that a transition brings with it, done in the same transaction."""

    MAIL_APPLICANT = "mail_applicant"
    QUEUE_DOCUMENTS = "queue_documents"
