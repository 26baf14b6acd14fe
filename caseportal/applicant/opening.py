"""The beginning of an application: declaration → number of the present permit → draft."""

from datetime import timedelta

from quart import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response as WerkzeugResponse
from wtforms import BooleanField, StringField

from caseportal.applicant.routes import next_page_of_draft
from caseportal.cases.drafts import Applicant
from caseportal.casetypes import CaseType
from caseportal.casetypes.permits import mismatch_words, opening_of
from caseportal.models.cases import Case
from caseportal.portal import portal
from caseportal.registry.table import permit_number
from caseportal.sso.access import applicant_page, present_person
from caseportal.sso.person import Person
from shared.clock import TAIPEI
from shared.i18n import current_language
from shared.i18n import gettext as _
from shared.web.errors import ErrorPage, ShowError
from shared.web.forms import HouseForm, required
from shared.web.quart_shell import bound

blueprint = Blueprint("opening", __name__, url_prefix="/apply", template_folder="templates")

_AGREED = "declaration-agreed"
_AGREEMENT_AGE = timedelta(hours=4)
_TRIES = 20
_TRIES_AGE = timedelta(hours=1)
"""Permit numbers that one account may try: enough for mistyping, too few for guessing."""


class DeclarationForm(HouseForm):
    """「我同意」."""

    agree = BooleanField("")


class PermitForm(HouseForm):
    """The number of the present permit."""

    permit_number = StringField("", [required()])


def _case_type(key: str) -> CaseType:
    person, case_type = present_person(), portal().case_types.get(key)
    if case_type is None:
        abort(404)
    if not case_type.admits(person.population, person.kind):
        raise ShowError(
            ErrorPage(
                403,
                _("This application is not for your kind of student"),
                (_("Go back to the first page and choose your kind of student."),),
            )
        )
    return case_type


def _agreement(person: Person, case_type: CaseType) -> str:
    return portal().sealer.digest(_AGREED, f"{person.subject}:{case_type.key}")


@blueprint.route("/<key>", methods=["GET", "POST"])
@applicant_page
async def declaration(key: str) -> str | WerkzeugResponse:
    """使用聲明事項: nothing is asked before it is agreed to."""
    case_type = _case_type(key)
    form = await bound(DeclarationForm)
    form.agree.label.text = _("I have read the above and agree")
    if request.method == "POST":
        if (await request.form).get("action") == "cancel":
            return redirect(f"/todo?tab={key}", 303)
        form.validate()
        if not form.agree.data:
            form.add_error("agree", _("Tick “I have read the above and agree” to go on"))
        if not form.failed:
            await portal().expiring.put(_AGREED, _agreement(present_person(), case_type), "yes", _AGREEMENT_AGE)
            return redirect(f"/apply/{key}/permit", 303)
    return await render_template("applicant/declaration.html", case_type=case_type, form=form)


@blueprint.route("/<key>/permit", methods=["GET", "POST"])
@applicant_page
async def permit(key: str) -> str | WerkzeugResponse:
    """許可證號碼: checked against the registry and the account; opens the draft or says why not."""
    case_type, person = _case_type(key), present_person()
    if await portal().expiring.get(_AGREED, _agreement(person, case_type)) is None:
        return redirect(f"/apply/{key}", 303)
    form = await bound(PermitForm)
    form.permit_number.label.text = str(case_type.permit.label)
    if request.method == "POST" and _filled(form):
        result = await _open(case_type, person, str(form.permit_number.data))
        if isinstance(result, Case):
            return redirect(next_page_of_draft(result, case_type), 303)
        form.add_error("permit_number", result)
    return await render_template("applicant/permit.html", case_type=case_type, form=form)


def _filled(form: PermitForm) -> bool:
    form.validate()
    if not permit_number(form.permit_number.data or ""):
        form.permit_number.errors = [_("Enter “%(label)s”", label=form.permit_number.label.text)]
    return not form.failed


async def _open(case_type: CaseType, person: Person, typed: str) -> Case | str:
    tries = await portal().expiring.count("permit-tries", portal().sealer.digest("tries", person.subject), _TRIES_AGE)
    if tries > _TRIES:
        return _("You have tried too many numbers. Wait an hour, then try again, or ask the help desk.")
    record = await portal().registry.find(typed)
    claims = {**person.claims, "name": person.name}
    opening = opening_of(case_type, record, claims, portal().clock().astimezone(TAIPEI).date())
    if record is None or opening.mismatch is not None:
        return mismatch_words(opening)
    applicant = Applicant(person.subject, person.name, person.email, claims)
    case = await portal().drafts.open(case_type, applicant, record, current_language())
    # Another account of the same person may have opened it: then it is not this account's to see.
    if case.owner != person.subject:
        return _("Another account has an open application for this permit. Sign in with that account.")
    return case
