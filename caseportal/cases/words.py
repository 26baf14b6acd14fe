"""What people call the states and events of a case."""

from caseportal.cases.states import CaseEvent, CaseState, Role
from caseportal.cases.transitions import RefusalReason
from shared.i18n import gettext as _


def state_words(state: CaseState) -> str:
    """The state as applicant and officer read it (辦理階段)."""
    match state:
        case CaseState.DRAFT:
            return _("Draft")
        case CaseState.SUBMITTED:
            return _("Waiting for review")
        case CaseState.UNDER_REVIEW:
            return _("Under review")
        case CaseState.RETURNED:
            return _("Returned for correction")
        case CaseState.DOCUMENTS_REQUESTED:
            return _("Documents requested")
        case CaseState.APPROVED:
            return _("Approved")
        case CaseState.PAID:
            return _("Paid, document being made")
        case CaseState.ISSUED:
            return _("Issued")
        case CaseState.REFUSED:
            return _("Not approved")
        case CaseState.NOT_ACCEPTED:
            return _("Not accepted")
        case CaseState.WITHDRAWN:
            return _("Withdrawn")


def event_words(event: CaseEvent) -> str:
    """The event as it stands in a timeline."""
    match event:
        case CaseEvent.SUBMIT:
            return _("Application submitted")
        case CaseEvent.RESUBMIT:
            return _("Correction submitted")
        case CaseEvent.CLAIM:
            return _("Review begun")
        case CaseEvent.RELEASE:
            return _("Put back in the queue")
        case CaseEvent.RETURN:
            return _("Returned for correction")
        case CaseEvent.REQUEST_DOCUMENTS:
            return _("Documents requested")
        case CaseEvent.APPROVE:
            return _("Approved")
        case CaseEvent.REFUSE:
            return _("Not approved")
        case CaseEvent.NOT_ACCEPT:
            return _("Not accepted")
        case CaseEvent.WITHDRAW:
            return _("Withdrawn")
        case CaseEvent.PAY:
            return _("Fee paid")
        case CaseEvent.ISSUE:
            return _("Document issued")


def button_words(event: CaseEvent) -> str:
    """The event as it stands on a button."""
    match event:
        case CaseEvent.CLAIM:
            return _("Claim this case")
        case CaseEvent.RELEASE:
            return _("Put back in the queue")
        case CaseEvent.RETURN:
            return _("Return for correction")
        case CaseEvent.REQUEST_DOCUMENTS:
            return _("Request documents")
        case CaseEvent.APPROVE:
            return _("Approve")
        case CaseEvent.REFUSE:
            return _("Refuse")
        case CaseEvent.NOT_ACCEPT:
            return _("Do not accept")
        case CaseEvent.WITHDRAW:
            return _("Withdraw the application")
        case _:
            return event_words(event)


def refusal_words(reason: RefusalReason) -> str:
    """Why something did not happen, and what to do."""
    match reason:
        case RefusalReason.NOT_FOUND:
            return _("There is no such case.")
        case RefusalReason.WRONG_STATE:
            return _("The case has moved on in the meantime. Look at its present state below.")
        case RefusalReason.WRONG_ROLE:
            return _("Your account may not do this.")
        case RefusalReason.GUARD:
            return _("This case is not yours to work on. Claim it first, or ask whoever holds it.")
        case RefusalReason.STALE:
            return _("Somebody changed the case while you had it open. Look at it again, then decide.")
        case RefusalReason.NOTE_MISSING:
            return _("Write the reason: the applicant reads it.")


def role_words(role: Role) -> str:
    """Who did something, as a timeline says it."""
    match role:
        case Role.APPLICANT:
            return _("Applicant")
        case Role.OFFICER | Role.SUPERVISOR:
            return _("Reviewing officer")
        case Role.SYSTEM:
            return _("System")
