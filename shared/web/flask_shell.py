"""Gives a Flask application everything that its pages share with the rest of the house."""

from __future__ import annotations

import secrets
import time
from collections.abc import Collection
from typing import Any, TypeVar

import structlog
from flask import Flask, Response, g, redirect, render_template, request
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


def bound(form_class: type[F], **values: Any) -> F:
    """The form with what was posted, or empty (with `values` filled in) on GET."""
    return form_class(request.form if request.method == "POST" else None, **values)


def show_error(page: ErrorPage) -> Response:
    """The response of an error page."""
    html = render_template(
        "shared/error.html",
        heading=page.heading,
        lines=page.lines,
        parameter=page.parameter,
        link=page.link,
        reference=page.reference,
    )
    return Response(html, page.status, page.headers, content_type="text/html; charset=utf-8")


def _has_nul() -> bool:
    """Whether path, query or form holds a NUL: no keyboard types it, and PostgreSQL cannot store it."""
    values = (value for _, listed in request.values.lists() for value in listed)
    return "\0" in request.path or any("\0" in value for value in values)


def furnish(app: Flask, shell: Shell, *, machine_paths: Collection[str] = ()) -> None:
    """Adds languages, headers, static files' addresses, error pages, health and the access log.

    `machine_paths` are endpoints where other programs and sites may post (token endpoint, `/authorize`): the check of the
    posting site leaves them out.
    """
    furnish_environment(app.jinja_env, shell)

    @app.before_request
    def _begin() -> Response | None:
        g.started = time.perf_counter()
        begin_page(
            shell,
            request.full_path.rstrip("?"),
            request.cookies,
            request.headers,
            request.remote_addr,
            request.args.get("ui_locales"),
        )
        if foreign_post(shell, request.method, request.path, request.headers, machine_paths):
            return show_error(page_of_status(400))
        if request.path not in machine_paths and _has_nul():
            return show_error(page_of_status(400))
        return None

    @app.after_request
    def _finish(response: Response) -> Response:
        finish_page(shell, response)
        rule = request.url_rule.rule if request.url_rule else "unmatched"
        milliseconds = round((time.perf_counter() - g.started) * 1000, 1)
        log.info("request", method=request.method, rule=rule, status=response.status_code, milliseconds=milliseconds)
        return response

    @app.errorhandler(ShowError)
    def _shown(error: ShowError) -> Response:
        return show_error(error.page)

    @app.errorhandler(StoreUnavailableError)
    def _store_gone(error: StoreUnavailableError) -> Response:
        reference = secrets.token_hex(4)
        log.error("store_unavailable", reference=reference, cause=str(error))
        return show_error(page_of_status(503, reference))

    @app.errorhandler(HTTPException)
    def _refused(error: HTTPException) -> Response:
        return show_error(page_of_status(error.code or 500))

    @app.errorhandler(Exception)
    def _broken(error: Exception) -> Response:
        reference = secrets.token_hex(4)
        log.error("unhandled", reference=reference, exc_info=error)
        return show_error(page_of_status(500, reference))

    @app.get("/language/<tag>")
    def _language(tag: str) -> WerkzeugResponse:
        if tag in LANGUAGES:
            current_page().remember_language = tag
        return redirect(local_path(request.args.get("next")) or shell.home_path, 303)

    @app.get("/healthz/live")
    def _live() -> Response:
        return Response("ok\n", content_type="text/plain")

    @app.get("/healthz/ready")
    def _ready() -> Response:
        missing = missing_parts(shell.health)
        text = "".join(f"{name}\n" for name in missing) or "ok\n"
        return Response(text, 503 if missing else 200, content_type="text/plain")
