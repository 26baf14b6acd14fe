"""The pages of the sample portal."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import structlog
from quart import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as WerkzeugResponse

from deploy.demo.sampleportal.memory import PortalSessions, Remembered, SignInAttempt
from deploy.demo.sampleportal.relying_party import RelyingParty, SignInFailedError
from deploy.demo.sampleportal.settings import (
    BACKCHANNEL_PATH,
    CALLBACK_PATH,
    POPULATIONS,
    SIGNED_OUT_PATH,
    SamplePortalSettings,
)
from shared.clock import Clock
from shared.i18n import gettext as _
from shared.web.cookies import cookie_attributes, cookie_name
from shared.web.errors import ErrorPage, ShowError
from shared.web.forms import HouseForm
from shared.web.quart_shell import bound
from shared.web.shell import NavigationItem, current_page

log = structlog.get_logger("sampleportal")


def blueprint(settings: SamplePortalSettings, party: RelyingParty, sessions: PortalSessions, clock: Clock) -> Blueprint:
    """`/`, `/sign-in`, `/callback`, `/reports`, `/sign-out`, `/signed-out`, `/backchannel-logout`."""
    pages = Blueprint("sampleportal", __name__)
    cookie = cookie_name(settings.base_url, "statistics-session")
    attempts: Remembered[SignInAttempt] = Remembered(timedelta(minutes=40))
    seen_tokens: Remembered[bool] = Remembered(timedelta(minutes=10))

    @pages.get("/")
    async def home() -> str:
        session = sessions.find(request.cookies.get(cookie), clock())
        return await render_template("sampleportal/home.html", session=session)

    @pages.get("/sign-in")
    async def sign_in() -> WerkzeugResponse:
        try:
            population = POPULATIONS[1] if request.args.get("as") == POPULATIONS[1] else POPULATIONS[0]
            address, state, attempt = await party.begin(current_page().browser, population)
        except SignInFailedError as error:
            raise _failed(error) from error
        attempts.keep(state, attempt, clock())
        return redirect(address, 303)

    @pages.get(CALLBACK_PATH)
    async def callback() -> WerkzeugResponse:
        attempt = attempts.take(request.args.get("state", ""), clock())
        if attempt is None or attempt.browser != current_page().browser:
            raise ShowError(_over())
        if request.args.get("iss") != settings.issuer:
            raise _failed(SignInFailedError("the answer comes from another issuer"))
        if "error" in request.args:
            log.info("sign_in_refused", error=request.args["error"])
            raise ShowError(_refused(request.args["error"]))
        try:
            session = await party.finish(request.args.get("code", ""), attempt)
        except SignInFailedError as error:
            raise _failed(error) from error
        response = redirect("/reports", 303)
        response.set_cookie(cookie, sessions.start(session, clock()), **cookie_attributes(settings.base_url))
        return response

    @pages.get("/reports")
    async def reports() -> str | WerkzeugResponse:
        session = sessions.find(request.cookies.get(cookie), clock())
        if session is None:
            return redirect("/", 303)
        current_page().form_action.append(_origin(settings.issuer))
        return await render_template("sampleportal/reports.html", session=session, form=HouseForm())

    @pages.post("/sign-out")
    async def sign_out() -> WerkzeugResponse:
        form = await bound(HouseForm)
        if not form.validate():
            raise ShowError(_over())
        session = sessions.end(request.cookies.get(cookie), clock())
        try:
            address = await party.end_session_address(session.id_token) if session else "/"
        except SignInFailedError as error:
            raise _failed(error) from error
        response = redirect(address, 303)
        response.delete_cookie(cookie, path="/", secure=settings.base_url.startswith("https://"), httponly=True)
        return response

    @pages.get(SIGNED_OUT_PATH)
    async def signed_out() -> str:
        return await render_template("sampleportal/signed_out.html")

    @pages.post(BACKCHANNEL_PATH)
    async def backchannel_logout() -> Response:
        headers = {"Cache-Control": "no-store"}
        try:
            subject, sid, jti = await party.logout_subject((await request.form).get("logout_token", ""))
        except SignInFailedError as error:
            log.info("logout_token_refused", cause=str(error))
            return Response('{"error": "invalid_request"}', 400, headers, content_type="application/json")
        if seen_tokens.get(jti, clock()) is None:
            seen_tokens.keep(jti, True, clock())
            log.info("logout_token_taken", ended=sessions.end_at(subject, sid, clock()))
        return Response("", 200, headers)

    return pages


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _home() -> NavigationItem:
    return NavigationItem(_("Home page of the statistics portal"), "/")


def _over() -> ErrorPage:
    words = (_("It took too long or was begun in another browser. Start again from the home page."),)
    return ErrorPage(400, _("This sign-in could not be finished"), words, link=_home())


def _failed(error: SignInFailedError) -> ShowError:
    log.warning("sign_in_failed", cause=str(error))
    words = (_("The sign-in service did not answer as expected. Wait a moment, then try again."),)
    return ShowError(ErrorPage(502, _("Signing in does not work at the moment"), words, link=_home()))


def _refused(code: str) -> ErrorPage:
    if code == "access_denied":
        heading = _("You were not signed in")
        words: tuple[str, ...] = (
            _("You went back, or your account is not one that reports for a government agency or school."),
            _("If your agency has an account, sign in with its agency code."),
        )
        return ErrorPage(403, heading, words, link=_home())
    return ErrorPage(403, _("You were not signed in"), (_("Start again from the home page."),), link=_home())
