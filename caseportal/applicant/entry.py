"""Pages that need no sign-in: kinds of student, what can be applied for, notices."""

from quart import Blueprint, abort, render_template

from caseportal.notices.board import notice_on, notices_on
from caseportal.portal import portal
from shared.clock import TAIPEI

blueprint = Blueprint("entry", __name__, template_folder="templates")


@blueprint.get("/")
async def entry() -> str:
    """學生自行申請線上申辦系統整合式單一入口: choose the kind of student."""
    return await render_template("applicant/entry.html")


@blueprint.get("/mainland")
async def services() -> str:
    """What a mainland student can do here, and the way in (我要申請)."""
    return await render_template("applicant/services.html", case_types=list(portal().case_types))


@blueprint.get("/notices")
async def notices() -> str:
    """The whole notice board."""
    today = portal().clock().astimezone(TAIPEI).date()
    return await render_template("applicant/notices.html", notices=await notices_on(today))


@blueprint.get("/notices/<slug>")
async def notice(slug: str) -> str:
    """One notice."""
    found = await notice_on(portal().clock().astimezone(TAIPEI).date(), slug)
    if found is None:
        abort(404)
    return await render_template("applicant/notice.html", notice=found)
