"""Addresses of documents: download pages for their owners, files for owners and reviewers, verification for everybody."""

from datetime import timedelta
from uuid import UUID

from quart import Blueprint, Response, abort, redirect, render_template, request
from werkzeug.wrappers import Response as WerkzeugResponse
from wtforms import StringField

from caseportal.documents.codes import printed, read_code
from caseportal.documents.finding import Search, downloads, standing_of
from caseportal.documents.kinds import DocumentKind, DocumentState
from caseportal.documents.queueing import code_index
from caseportal.documents.room import document_room
from caseportal.models.documents import Document
from caseportal.portal import portal
from caseportal.sso.access import applicant_page, may_review, present_person, sign_in_address, signed_in
from shared.clock import TAIPEI
from shared.i18n import gettext as _
from shared.i18n import lazy_gettext as __
from shared.web.errors import ErrorPage, ShowError
from shared.web.forms import DayField, HouseForm, halfwidth, required
from shared.web.quart_shell import bound
from shared.web.shell import current_page

blueprint = Blueprint("documents", __name__, template_folder="templates")

_PATHS = {"permits": DocumentKind.PERMIT, "receipts": DocumentKind.RECEIPT}
_LOOKUPS_PER_MINUTE = 30


class SearchForm(HouseForm):
    """Group number, receipt number or payment dates."""

    class Meta(HouseForm.Meta):
        """A search changes nothing and can be sent as a link."""

        csrf = False

    group = StringField(__("Group number"), filters=[halfwidth])
    number = StringField(__("Receipt number"), filters=[halfwidth])
    paid_from = DayField(__("Paid from"))
    paid_until = DayField(__("Paid until"))


class CodeForm(HouseForm):
    """The verification code of a document."""

    code = StringField(__("Verification code"), filters=[halfwidth], validators=[required(__("Enter the code."))])


@blueprint.get("/documents")
async def begin() -> WerkzeugResponse:
    """The downloads of the menu."""
    return redirect("/documents/permits", 303)


@blueprint.get("/documents/<any(permits, receipts):name>")
@applicant_page
async def list_documents(name: str) -> str:
    """The person's own permits or receipts, to search and to download."""
    form = SearchForm(request.args)
    found: list[Document] = []
    if form.validate():
        search = Search(form.group.data or "", form.number.data or "", form.paid_from.data, form.paid_until.data)
        found = await downloads(present_person().subject, _PATHS[name], search)
    return await render_template(
        "documents/list.html", form=form, found=found, name=name, searched=any(request.args.values())
    )


@blueprint.get("/documents/<uuid:document_id>/file")
async def download(document_id: UUID) -> Response | WerkzeugResponse:
    """The file, for the owner of the case and for reviewers; for others there is no such document."""
    person = signed_in()
    if person is None:
        return redirect(sign_in_address(portal().settings.applicant_population, current_page().path), 303)
    document = await Document.get_or_none(id=document_id).prefetch_related("case")
    if document is None or document.storage_key is None or document.state is not DocumentState.READY:
        abort(404)
    if document.case.owner != person.subject and not may_review(person):
        abort(404)
    content = await document_room().documents.get(document.storage_key)
    disposition = "inline" if request.args.get("open") else "attachment"
    filename = f"{document.kind}-{document.case.receipt_number}.pdf"
    return Response(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'{disposition}; filename="{filename}"', "Cache-Control": "private, no-store"},
    )


@blueprint.route("/verify", methods=["GET", "POST"])
async def ask_code() -> str | WerkzeugResponse:
    """Takes a code typed from the paper."""
    form = await bound(CodeForm)
    if request.method == "POST" and form.validate():
        code = read_code(form.code.data or "")
        if code is not None:
            return redirect(f"/verify/{printed(code)}", 303)
        form.add_error("code", _("That is not a code as our documents print it. It has 26 letters and digits."))
    return await render_template("documents/ask.html", form=form)


@blueprint.get("/verify/<typed>")
async def verify(typed: str) -> str:
    """Says what stands behind a code: kind, number, dates and standing, and nobody's name."""
    room = document_room()
    lookups = await portal().expiring.count("verify", current_page().source, timedelta(minutes=1))
    if lookups > _LOOKUPS_PER_MINUTE:
        raise ShowError(ErrorPage(429, _("Too many tries"), (_("Wait a few minutes, then try again."),)))
    code = read_code(typed)
    document = (
        await Document.get_or_none(code_index=code_index(room.sealer, code)).prefetch_related("case__fee_receipt")
        if code is not None
        else None
    )
    today = room.clock().astimezone(TAIPEI).date()
    standing = standing_of(document, today) if document is not None else None
    if document is None or standing is None:
        raise ShowError(
            ErrorPage(
                404,
                _("We know of no document with this code"),
                (_("Compare the code with the paper. If they agree, the document was not issued by us."),),
            )
        )
    return await render_template("documents/verify.html", document=document, standing=standing)
