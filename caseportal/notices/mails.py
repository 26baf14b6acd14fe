"""Every mail of cases. Each gives the context of its two templates in this room's `templates/mails`."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from caseportal.cases.states import CaseEvent
from shared.mail import MailContext, MailMessage, mail

TEMPLATES = Path(__file__).parent / "templates" / "mails"


@dataclass(frozen=True)
class CaseNews:
    """What a mail may say about a case: no identity number, no address, nothing that was uploaded."""

    service: str
    """The portal's name, in every subject."""
    applicant: str
    title: str
    receipt_number: str
    group_number: str
    note: str
    """The officer's words."""
    what_next: str
    fee: int
    link: str
    """The case's page at the portal, from configuration."""
    payments_link: str


def _context(news: CaseNews) -> MailContext:
    return {"news": news}


@mail("case_submitted", TEMPLATES)
def case_submitted(news: CaseNews) -> MailContext:
    """送件成功: the number, and what happens next."""
    return _context(news)


@mail("case_resubmitted", TEMPLATES)
def case_resubmitted(news: CaseNews) -> MailContext:
    """補正（件）完成: the corrected case is with the officers again."""
    return _context(news)


@mail("case_returned", TEMPLATES)
def case_returned(news: CaseNews) -> MailContext:
    """退回補正: what to correct."""
    return _context(news)


@mail("case_documents_requested", TEMPLATES)
def case_documents_requested(news: CaseNews) -> MailContext:
    """退回補件: which files to send."""
    return _context(news)


@mail("case_approved", TEMPLATES)
def case_approved(news: CaseNews) -> MailContext:
    """審查核准: pay, or wait for the document if there is no fee."""
    return _context(news)


@mail("case_refused", TEMPLATES)
def case_refused(news: CaseNews) -> MailContext:
    """不核准, with the reason."""
    return _context(news)


@mail("case_not_accepted", TEMPLATES)
def case_not_accepted(news: CaseNews) -> MailContext:
    """不受理, with the reason."""
    return _context(news)


@mail("case_withdrawn", TEMPLATES)
def case_withdrawn(news: CaseNews) -> MailContext:
    """撤銷成功."""
    return _context(news)


@mail("case_issued", TEMPLATES)
def case_issued(news: CaseNews) -> MailContext:
    """The documents can be downloaded."""
    return _context(news)


MAIL_OF_EVENT: MappingProxyType[CaseEvent, Callable[[CaseNews], MailMessage]] = MappingProxyType(
    {
        CaseEvent.SUBMIT: case_submitted,
        CaseEvent.RESUBMIT: case_resubmitted,
        CaseEvent.RETURN: case_returned,
        CaseEvent.REQUEST_DOCUMENTS: case_documents_requested,
        CaseEvent.APPROVE: case_approved,
        CaseEvent.REFUSE: case_refused,
        CaseEvent.NOT_ACCEPT: case_not_accepted,
        CaseEvent.WITHDRAW: case_withdrawn,
        CaseEvent.ISSUE: case_issued,
    }
)
"""Which mail tells the applicant of which event."""
