"""Check your answers, send, and the page that confirms it."""

from uuid import UUID

from quart import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response as WerkzeugResponse
from wtforms import HiddenField, TextAreaField

from caseportal.applicant.own import OwnCase, own_case
from caseportal.cases.states import FILES_OPEN, CaseEvent, CaseState
from caseportal.cases.words import refusal_words
from caseportal.casetypes.answers import all_faults, to_submit
from caseportal.casetypes.permits import mismatch_words, opening_of
from caseportal.models.cases import CaseHistory
from caseportal.portal import portal
from caseportal.sso.access import applicant_page, as_applicant, present_person
from shared.clock import TAIPEI
from shared.web.forms import HouseForm
from shared.web.quart_shell import bound

blueprint = Blueprint("sending", __name__, url_prefix="/cases", template_folder="templates")

_REPLY_CHARACTERS = 1000


class SendForm(HouseForm):
    """The version that the person has seen, and the reply to an officer's remarks."""

    version = HiddenField()
    reply = TextAreaField("")


async def _remark(own: OwnCase) -> CaseHistory | None:
    """The officer's remarks (審核意見) on a case that has come back."""
    if own.case.state not in {CaseState.RETURNED, CaseState.DOCUMENTS_REQUESTED}:
        return None
    events = (CaseEvent.RETURN, CaseEvent.REQUEST_DOCUMENTS)
    return await CaseHistory.filter(case_id=own.case.id, event__in=events).order_by("-version").first()


@blueprint.route("/<uuid:case_id>/check", methods=["GET", "POST"])
@applicant_page
async def check(case_id: UUID) -> str | WerkzeugResponse:
    """Everything at a glance with change links; `continue` sends it. For a returned case, the remarks on top."""
    own = await own_case(case_id)
    if own.case.state not in FILES_OPEN:
        return redirect(_done_address(own), 303)
    faults = all_faults(own.case_type, own.answers, own.counts)
    form = await bound(SendForm)
    if request.method == "POST" and form.validate() and not faults:
        words = await _send(own, form)
        own = await own_case(case_id)
        if words is None or own.case.state not in FILES_OPEN:
            return redirect(_done_address(own), 303)
        form.add_error("version", words)
    form.version.data = str(own.case.version)
    return await render_template(
        "applicant/check.html",
        own=own,
        answers=to_submit(own.case_type, own.answers),
        form=form,
        faults=faults if request.method == "POST" else [],
        remark=await _remark(own),
    )


async def _send(own: OwnCase, form: SendForm) -> str | None:
    """Submits or resubmits; words if that did not happen. What opened the form must still hold when it is sent."""
    first_time = own.case.state is CaseState.DRAFT
    if first_time and (words := await _no_longer_eligible(own)):
        return words
    outcome = await portal().cases.apply(
        own.case.id,
        CaseEvent.SUBMIT if first_time else CaseEvent.RESUBMIT,
        as_applicant(),
        _version(form.version.data),
        note=(form.reply.data or "")[:_REPLY_CHARACTERS],
    )
    return refusal_words(outcome.refusal) if outcome.refusal else None


async def _no_longer_eligible(own: OwnCase) -> str | None:
    person = present_person()
    permit = await portal().registry.find(own.answers.get("permit_number", ""))
    today = portal().clock().astimezone(TAIPEI).date()
    opening = opening_of(own.case_type, permit, {**person.claims, "name": person.name}, today)
    return mismatch_words(opening) if opening.mismatch else None


def _version(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else 0


def _done_address(own: OwnCase) -> str:
    """Sent, sent twice, or back after sending: the confirmation while the case waits, else the case itself."""
    waiting = own.case.state is CaseState.SUBMITTED
    return f"/cases/{own.case.id}/submitted" if waiting else f"/cases/{own.case.id}?closed=1"


@blueprint.get("/<uuid:case_id>/submitted")
@applicant_page
async def submitted(case_id: UUID) -> str | WerkzeugResponse:
    """「送件成功，收件號:…」: can be bookmarked and printed at any later time."""
    own = await own_case(case_id)
    if own.case.receipt_number is None:
        return redirect(f"/cases/{case_id}/check", 303)
    corrected = await CaseHistory.filter(case_id=case_id, event=CaseEvent.RESUBMIT).order_by("-version").first()
    sent_at = corrected.at if corrected else own.case.submitted_at
    return await render_template("applicant/submitted.html", own=own, corrected=corrected, sent_at=sent_at)
