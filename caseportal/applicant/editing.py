"""The form: one page per group of fields, saved as it goes; and the page of files."""

from uuid import UUID

from quart import Blueprint, Response, abort, redirect, render_template, request
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as WerkzeugResponse
from wtforms import MultipleFileField

from caseportal.applicant.own import OwnCase, own_case
from caseportal.applicant.routes import FILES_PAGE, check_address, open_for, page_after, page_before
from caseportal.attachments.files import AddRefusal
from caseportal.attachments.intake import MAX_BYTES, Rejected, take_in
from caseportal.casetypes import AttachmentItem, CaseType, Group
from caseportal.casetypes.answers import file_faults
from caseportal.casetypes.forms import group_form, mark_faults, typed_values
from caseportal.portal import portal
from caseportal.sso.access import applicant_page, present_person
from shared.i18n import current_language
from shared.i18n import gettext as _
from shared.web.forms import HouseForm
from shared.web.quart_shell import bound

blueprint = Blueprint("editing", __name__, url_prefix="/cases", template_folder="templates")


def _closed(own: OwnCase) -> WerkzeugResponse:
    """Back after submission, a second tab: the case's own page says where it stands."""
    return redirect(f"/cases/{own.case.id}?closed=1", 303)


def _after(own: OwnCase, page: str) -> str:
    came_to_change = request.args.get("change") == "1"
    return check_address(own.case.id) if came_to_change else page_after(own.case_type, own.case.id, page)


@blueprint.route("/<uuid:case_id>/edit/<key>", methods=["GET", "POST"])
@applicant_page
async def group_page(case_id: UUID, key: str) -> str | Response | WerkzeugResponse:
    """One group of fields. `continue` checks and goes on, `save` keeps what is there, `autosave` does so silently."""
    own = await own_case(case_id)
    group = own.case_type.group(key)
    if group is None:
        abort(404)
    if not open_for(own.case, key):
        return _closed(own)
    form_class = group_form(group)
    if request.method == "GET":
        return await _show(own, group, form_class(None, data=own.answers))
    form = await bound(form_class)
    if not form.validate():
        return await _show(own, group, form)
    typed = typed_values(group, form)
    if not await portal().drafts.save(case_id, present_person().subject, typed, current_language()):
        return _closed(own)
    match (await request.form).get("action"):
        case "autosave":
            return Response("", 204)
        case "save":
            return redirect(f"/todo?tab={own.case_type.key}&saved=1", 303)
        case _:
            if mark_faults(group, form, own.answers | typed):
                return redirect(_after(own, key), 303)
            return await _show(own, group, form)


async def _show(own: OwnCase, group: Group, form: HouseForm) -> str:
    return await render_template(
        "applicant/group.html",
        own=own,
        group=group,
        form=form,
        back=page_before(own.case_type, own.case.id, group.key),
    )


def _files_form(case_type: CaseType) -> type[HouseForm]:
    fields = {f"file_{item.key}": MultipleFileField(str(item.label)) for item in case_type.attachments}
    return type("FilesForm", (HouseForm,), fields)


@blueprint.route("/<uuid:case_id>/edit/files", methods=["GET", "POST"])
@applicant_page
async def files_page(case_id: UUID) -> str | WerkzeugResponse:
    """應檢附文件: upload (several per item), look, remove. Files that are right are kept even if others are not."""
    own = await own_case(case_id)
    if not open_for(own.case, FILES_PAGE):
        return _closed(own)
    form = await bound(_files_form(own.case_type))
    if request.method == "POST" and form.validate():
        posted = await request.form
        if removed := posted.get("remove"):
            await portal().files.remove(case_id, present_person().subject, _uuid(removed))
            return redirect(request.full_path.rstrip("?"), 303)
        await _take_all(own, form)
        own = await own_case(case_id)
        action = posted.get("action")
        if action == "continue":
            for fault in file_faults(own.case_type, own.answers, own.counts):
                form.add_error(f"file_{fault.key}", fault.message)
        if not form.failed:
            if action == "save":
                return redirect(f"/todo?tab={own.case_type.key}&saved=1", 303)
            upload_only = action == "upload"
            return redirect(request.full_path.rstrip("?") if upload_only else _after(own, FILES_PAGE), 303)
    back = page_before(own.case_type, case_id, FILES_PAGE)
    return await render_template("applicant/files.html", own=own, form=form, back=back)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        abort(404)


async def _take_all(own: OwnCase, form: HouseForm) -> None:
    files = await request.files
    for item in own.case_type.attachments:
        for upload in files.getlist(f"file_{item.key}"):
            if upload.filename:
                await _take(own, form, item, upload)


async def _take(own: OwnCase, form: HouseForm, item: AttachmentItem, upload: FileStorage) -> None:
    content = upload.stream.read(MAX_BYTES + 1)
    name = upload.filename or ""
    taken = await take_in(portal().rewriters, name, content, pictures_only=item.pictures_only)
    if isinstance(taken, Rejected):
        form.add_error(f"file_{item.key}", taken.message)
        return
    added = await portal().files.add(own.case.id, present_person().subject, item, taken)
    if added is AddRefusal.TOO_MANY:
        form.add_error(
            f"file_{item.key}",
            _("“%(label)s” takes at most %(most)d files. Remove one first.", label=item.label, most=item.max_files),
        )
    elif added is AddRefusal.CLOSED:
        form.add_error(f"file_{item.key}", _("The application has been sent already; its files cannot be changed now."))
