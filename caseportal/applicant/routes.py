"""The addresses of an application's pages and their order."""

from uuid import UUID

from caseportal.cases.states import ANSWERS_OPEN, FILES_OPEN, CaseState
from caseportal.casetypes import CaseType
from caseportal.models.cases import Case

FILES_PAGE = "files"


def pages_of(case_type: CaseType) -> list[str]:
    """The pages of the form in order: the first group, the files, the other groups."""
    first, *others = [group.key for group in case_type.groups]
    return [first, *([FILES_PAGE] if case_type.attachments else []), *others]


def edit_address(case_id: UUID, page: str) -> str:
    """Where a page of the form stands."""
    return f"/cases/{case_id}/edit/{page}"


def check_address(case_id: UUID) -> str:
    """Where the answers are checked before they are sent."""
    return f"/cases/{case_id}/check"


def page_after(case_type: CaseType, case_id: UUID, page: str) -> str:
    """Where a page of the form leads to."""
    pages = pages_of(case_type)
    place = pages.index(page) + 1
    return edit_address(case_id, pages[place]) if place < len(pages) else check_address(case_id)


def page_before(case_type: CaseType, case_id: UUID, page: str) -> str:
    """Where the back link of a page leads to."""
    pages = pages_of(case_type)
    place = pages.index(page)
    return edit_address(case_id, pages[place - 1]) if place else f"/todo?tab={case_type.key}"


def next_page_of_draft(case: Case, case_type: CaseType) -> str:
    """Where to go on with a case that the person has just asked for."""
    if case.state is CaseState.DRAFT:
        return edit_address(case.id, pages_of(case_type)[0])
    return check_address(case.id) if case.state in FILES_OPEN else f"/cases/{case.id}"


def open_for(case: Case, page: str) -> bool:
    """Whether a page of the form can be changed now."""
    return case.state in (FILES_OPEN if page == FILES_PAGE else ANSWERS_OPEN)
