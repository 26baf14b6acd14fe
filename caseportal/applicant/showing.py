"""A case as its owner sees it: data, files, timeline; and taking it back."""

from uuid import UUID

from quart import Blueprint, Response, abort, redirect, render_template, request
from werkzeug.wrappers import Response as WerkzeugResponse
from wtforms import BooleanField, HiddenField

from caseportal.applicant.own import own_case
from caseportal.attachments.sending import file_response
from caseportal.cases.states import CaseEvent
from caseportal.cases.transitions import possible_events
from caseportal.cases.words import refusal_words
from caseportal.cases.writer import facts_of
from caseportal.casetypes.answers import to_submit
from caseportal.models.cases import Case, CaseHistory
from caseportal.portal import portal
from caseportal.sso.access import applicant_page, as_applicant, may_review, present_person, signed_in
from shared.i18n import gettext as _
from shared.web.forms import HouseForm
from shared.web.quart_shell import bound

blueprint = Blueprint("showing", __name__, url_prefix="/cases", template_folder="templates")


@blueprint.get("/<uuid:case_id>")
@applicant_page
async def case_page(case_id: UUID) -> str:
    """The case with its files and its timeline."""
    own = await own_case(case_id)
    return await render_template(
        "applicant/case.html",
        own=own,
        answers=to_submit(own.case_type, own.answers),
        history=await CaseHistory.filter(case_id=case_id).order_by("version"),
        possible=possible_events(facts_of(own.case), as_applicant()),
        closed=request.args.get("closed") == "1",
    )


@blueprint.get("/<uuid:case_id>/files/<uuid:attachment_id>")
async def file(case_id: UUID, attachment_id: UUID) -> Response:
    """A file of a case, for its owner and for reviewers. Everybody else gets the same 404 as for a wrong address."""
    person = signed_in()
    if person is None:
        abort(404)
    case = await Case.get_or_none(id=case_id)
    if case is None or not (case.owner == person.subject or (may_review(person) and case.receipt_number is not None)):
        abort(404)
    stored = await portal().files.read(case_id, attachment_id)
    if stored is None:
        abort(404)
    return file_response(stored)


class WithdrawForm(HouseForm):
    """案件撤銷聲明事項."""

    version = HiddenField()
    agree = BooleanField("")


@blueprint.route("/<uuid:case_id>/withdraw", methods=["GET", "POST"])
@applicant_page
async def withdraw(case_id: UUID) -> str | WerkzeugResponse:
    """Taking an application back while it is under review: declaration, confirmation, outcome."""
    own = await own_case(case_id)
    if CaseEvent.WITHDRAW not in possible_events(facts_of(own.case), as_applicant()):
        return redirect(f"/cases/{case_id}?closed=1", 303)
    form = await bound(WithdrawForm)
    form.agree.label.text = _("I no longer need this application and want to withdraw it")
    if request.method == "POST":
        if (await request.form).get("action") == "cancel":
            return redirect(f"/cases/{case_id}", 303)
        form.validate()
        if not form.agree.data:
            form.add_error("agree", _("Tick the box to confirm that you want to withdraw"))
        if not form.failed:
            version = form.version.data or ""
            seen = int(version) if version.isdecimal() and len(version) < 9 else 0
            outcome = await portal().cases.apply(case_id, CaseEvent.WITHDRAW, as_applicant(), seen)
            if outcome.ok:
                return redirect(f"/cases/{case_id}", 303)
            if outcome.refusal is not None:
                form.add_error("version", refusal_words(outcome.refusal))
    form.version.data = str(own.case.version)
    return await render_template("applicant/withdraw.html", own=own, form=form)


@blueprint.post("/<uuid:case_id>/discard")
@applicant_page
async def discard(case_id: UUID) -> WerkzeugResponse:
    """Deletes a draft, and with it the content of its files."""
    own = await own_case(case_id)
    form = await bound(HouseForm)
    keys = await portal().files.keys_of(case_id)
    if not form.validate() or not await portal().drafts.discard(case_id, present_person().subject):
        return redirect(f"/cases/{case_id}?closed=1", 303)
    await portal().files.delete_content(keys)
    return redirect(f"/todo?tab={own.case_type.key}", 303)
