"""One case on one screen: its data beside the registry, its files, its history, and what can be done now."""

from uuid import UUID

from quart import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response as WerkzeugResponse
from wtforms import HiddenField, TextAreaField

from caseportal.cases.answers import answers_of
from caseportal.cases.states import CaseEvent, CaseState
from caseportal.cases.transitions import possible_events, transition_for
from caseportal.cases.words import refusal_words
from caseportal.cases.writer import facts_of
from caseportal.casetypes.answers import to_submit
from caseportal.casetypes.permits import differences
from caseportal.models.cases import Case, CaseHistory
from caseportal.portal import portal
from caseportal.sso.access import as_reviewer, reviewer_page
from shared.web.forms import HouseForm
from shared.web.quart_shell import bound

blueprint = Blueprint("review", __name__, url_prefix="/officers/cases", template_folder="templates")

_NOTE_CHARACTERS = 2000


class ReviewForm(HouseForm):
    """The version that the officer has seen, and the words to the applicant."""

    version = HiddenField()
    note = TextAreaField("")


async def _case(case_id: UUID) -> Case:
    case = await Case.get_or_none(id=case_id)
    if case is None or case.state is CaseState.DRAFT:
        abort(404)
    return case


@blueprint.route("/<uuid:case_id>", methods=["GET", "POST"])
@reviewer_page
async def review(case_id: UUID) -> str | WerkzeugResponse:
    """The screen of a case; the button pressed names the event."""
    case = await _case(case_id)
    form = await bound(ReviewForm)
    if request.method == "POST" and form.validate():
        event = _event((await request.form).get("action"))
        version = form.version.data or ""
        outcome = await portal().cases.apply(
            case_id,
            event,
            as_reviewer(),
            int(version) if version.isdecimal() and len(version) < 9 else 0,
            note=(form.note.data or "")[:_NOTE_CHARACTERS],
        )
        if outcome.refusal is None:
            return redirect(f"/officers/cases/{case_id}", 303)
        form.add_error("note", refusal_words(outcome.refusal))
        case = await _case(case_id)
    return await _show(case, form)


def _event(action: str | None) -> CaseEvent:
    try:
        return CaseEvent(action or "")
    except ValueError:
        abort(400)


async def _show(case: Case, form: ReviewForm) -> str:
    case_type = portal().case_types.of_case(case.case_type)
    answers = answers_of(portal().sealer, case)
    permit = await portal().registry.find(answers.get("permit_number", ""))
    form.version.data = str(case.version)
    possible = possible_events(facts_of(case), as_reviewer())
    return await render_template(
        "officers/review.html",
        case=case,
        case_type=case_type,
        answers=to_submit(case_type, answers),
        permit_number=answers.get("permit_number", ""),
        permit=permit,
        differing=differences(case_type, answers, permit),
        files=await portal().files.of_case(case.id),
        history=await CaseHistory.filter(case_id=case.id).order_by("version"),
        form=form,
        possible=possible,
        asks_note=any(transition_for(event).note_required for event in possible),
    )
