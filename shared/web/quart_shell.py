"""Gives a Quart application everything that its pages share with the rest of the house. The twin of `flask_shell`."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Collection
from typing import Any, TypeVar

import structlog
from quart import Quart, Response, g, redirect, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as WerkzeugResponse

from shared.expiring import StoreUnavailableError
from shared.i18n import LANGUAGES
from shared.web.errors import ErrorPage, ShowError, page_of_status
from shared.web.forms import HouseForm
from shared.web.health import missing_parts
from shared.web.jinja import furnish_environment
from shared.web.redirects import local_path
from shared.web.requests import begin_page, finish_page, foreign_post
from shared.web.shell import Shell, current_page

log = structlog.get_logger("web")

F = TypeVar("F", bound=HouseForm)


async def bound(form_class: type[F], **values: Any) -> F:
    """The form with what was posted (fields and files), or empty (with `values` filled in) on GET."""
    if request.method != "POST":
        return form_class(None, **values)
    posted = (await request.form).copy()
    for name, file in (await request.files).items(multi=True):
        posted.add(name, file)
    return form_class(posted, **values)


async def show_error(page: ErrorPage) -> Response:
    """The response of an error page."""
    html = await render_template(
        "shared/error.html",
        heading=page.heading,
        lines=page.lines,
        parameter=page.parameter,
        link=page.link,
        reference=page.reference,
    )
    return Response(html, page.status, page.headers, content_type="text/html; charset=utf-8")


def furnish(app: Quart, shell: Shell, *, machine_paths: Collection[str] = ()) -> None:
    """Adds languages, headers, static files' addresses, error pages, health and the access log.

    `machine_paths` are endpoints where other programs and sites may post (gateway callbacks): the check of the posting site
    leaves them out; one that ends with a slash covers what is below it. The hooks are coroutines, since Quart runs plain
    functions in threads with a copy of the context.
    """
    furnish_environment(app.jinja_env, shell)

    @app.before_request
    async def _begin() -> Response | None:
        g.started = time.perf_counter()
        query = request.query_string.decode("latin-1")
        path = f"{request.path}?{query}" if query else request.path
        begin_page(shell, path, request.cookies, request.headers, request.remote_addr, request.args.get("ui_locales"))
        if foreign_post(shell, request.method, request.path, request.headers, machine_paths):
            return await show_error(page_of_status(400))
        return None

    @app.after_request
    async def _finish(response: Response) -> Response:
        finish_page(shell, response)
        rule = request.url_rule.rule if request.url_rule else "unmatched"
        milliseconds = round((time.perf_counter() - g.started) * 1000, 1)
        log.info("request", method=request.method, rule=rule, status=response.status_code, milliseconds=milliseconds)
        return response

    @app.errorhandler(ShowError)
    async def _shown(error: ShowError) -> Response:
        return await show_error(error.page)

    @app.errorhandler(StoreUnavailableError)
    async def _store_gone(error: StoreUnavailableError) -> Response:
        reference = secrets.token_hex(4)
        log.error("store_unavailable", reference=reference, cause=str(error))
        return await show_error(page_of_status(503, reference))

    @app.errorhandler(HTTPException)
    async def _refused(error: HTTPException) -> Response:
        return await show_error(page_of_status(error.code or 500))

    @app.errorhandler(Exception)
    async def _broken(error: Exception) -> Response:
        reference = secrets.token_hex(4)
        log.error("unhandled", reference=reference, exc_info=error)
        return await show_error(page_of_status(500, reference))

    @app.get("/language/<tag>")
    async def _language(tag: str) -> WerkzeugResponse:
        if tag in LANGUAGES:
            current_page().remember_language = tag
        return redirect(local_path(request.args.get("next")) or shell.home_path, 303)

    @app.get("/healthz/live")
    async def _live() -> Response:
        return Response("ok\n", content_type="text/plain")

    @app.get("/healthz/ready")
    async def _ready() -> Response:
        missing = await asyncio.to_thread(missing_parts, shell.health)
        text = "".join(f"{name}\n" for name in missing) or "ok\n"
        return Response(text, 503 if missing else 200, content_type="text/plain")
