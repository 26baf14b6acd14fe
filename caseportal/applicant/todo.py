"""The to-do page (待辦事項): every case of the person, by kind and by what has to be done."""

from collections.abc import Sequence
from dataclasses import dataclass

from quart import Blueprint, abort, render_template, request

from caseportal.cases.states import CaseState
from caseportal.models.cases import Case
from caseportal.notices.board import notices_on
from caseportal.portal import portal
from caseportal.sso.access import applicant_page, present_person
from shared.clock import TAIPEI
from shared.i18n import gettext as _

blueprint = Blueprint("todo", __name__, template_folder="templates")

_NOTICES = 3


@dataclass(frozen=True)
class Section:
    """One table of the page."""

    key: str
    title: str
    empty: str
    """What will be here, and how it gets here."""
    cases: Sequence[Case]
    shows_state: bool


def _in(cases: Sequence[Case], *states: CaseState) -> list[Case]:
    return [case for case in cases if case.state in states]


def sections_of(cases: Sequence[Case]) -> list[Section]:
    """The source's tables in its order, after the drafts and before what is done.

    An application of this portal is a group of one: when it is refused, the whole group is. The table of single
    refusals within a group stays for groups that an agency brings in.
    """
    drafts = _in(cases, CaseState.DRAFT)
    sections = [
        Section(
            "new",
            _("New applications"),
            _("Applications that you have sent and that wait for review or are being reviewed appear here."),
            _in(cases, CaseState.SUBMITTED, CaseState.UNDER_REVIEW),
            True,
        ),
        Section(
            "correct",
            _("Applications to correct or complete"),
            _("If an officer sends an application back, it appears here with what is to be corrected or added."),
            _in(cases, CaseState.RETURNED, CaseState.DOCUMENTS_REQUESTED),
            False,
        ),
        Section(
            "pay",
            _("Applications to pay for"),
            _("When an application is approved, it appears here so that you can pay the fee online."),
            [case for case in _in(cases, CaseState.APPROVED) if case.fee],
            False,
        ),
        Section(
            "group-refused",
            _("Whole groups not accepted or not approved"),
            _("An application whose every applicant was not accepted or not approved appears here with the reason."),
            _in(cases, CaseState.NOT_ACCEPTED, CaseState.REFUSED),
            True,
        ),
        Section(
            "refused",
            _("Applicants not accepted or not approved"),
            _("If only some applicants of a group are not accepted or not approved, they appear here."),
            [],
            True,
        ),
    ]
    done = _in(cases, CaseState.PAID, CaseState.ISSUED) + [c for c in _in(cases, CaseState.APPROVED) if not c.fee]
    if drafts:
        sections.insert(0, Section("drafts", _("Drafts not sent yet"), "", drafts, False))
    if done:
        sections.append(Section("done", _("Paid and issued applications"), "", done, True))
    return sections


@blueprint.get("/todo")
@applicant_page
async def todo() -> str:
    """待辦事項, one tab per case type, named in the address."""
    person, case_types = present_person(), list(portal().case_types)
    wanted = request.args.get("tab")
    tab = portal().case_types.get(wanted) if wanted else case_types[0]
    if tab is None:
        abort(404)
    cases = await Case.filter(owner=person.subject, case_type=tab.key).order_by("-updated_at")
    today = portal().clock().astimezone(TAIPEI).date()
    return await render_template(
        "applicant/todo.html",
        tab=tab,
        tabs=case_types,
        sections=sections_of(cases),
        notices=await notices_on(today, _NOTICES),
    )
