"""The addresses of sign-in and sign-out at the portal."""

from datetime import timedelta

import structlog
from quart import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as WerkzeugResponse

from caseportal.portal import portal
from caseportal.sso.access import open_session, session_cookie, sign_in_address, signed_in
from caseportal.sso.attempts import Attempt
from caseportal.sso.provider import ProviderRefusedError, ProviderUnavailableError
from caseportal.sso.tokens import TokenError, verify_id_token, verify_logout_token
from shared.i18n import current_language
from shared.i18n import gettext as _
from shared.web.cookies import cookie_attributes
from shared.web.errors import ErrorPage, ShowError
from shared.web.forms import HouseForm
from shared.web.quart_shell import bound
from shared.web.redirects import local_path
from shared.web.shell import NavigationItem, current_page

log = structlog.get_logger("sso")

blueprint = Blueprint("sso", __name__, url_prefix="/sso", template_folder="templates")

BACKCHANNEL_PATH = "/sso/backchannel-logout"
_LOGOUT_TOKEN_BYTES = 32_000
_LOGOUT_AGE = timedelta(minutes=15)
"""Longer than a logout token is accepted: the same one never ends a newer session."""


def _redirect_uri() -> str:
    return f"{portal().settings.base_url}/sso/callback"


def _unavailable() -> ShowError:
    return ShowError(
        ErrorPage(
            503,
            _("Signing in is not possible right now"),
            (_("The sign-in service does not answer. Nothing is lost. Wait a moment, then try again."),),
            headers={"Retry-After": "10"},
        )
    )


def _again(heading: str, line: str, population: str | None = None, next_path: str = "/") -> ShowError:
    address = sign_in_address(population, next_path) if population else "/"
    link = NavigationItem(_("Start again"), address)
    return ShowError(ErrorPage(400, heading, (line,), link=link))


@blueprint.get("/sign-in")
async def sign_in() -> WerkzeugResponse:
    """Sends the browser to the identity provider (authorization code flow with PKCE, state and nonce)."""
    settings = portal().settings
    population = request.args.get("population", settings.applicant_population)
    if population not in {settings.applicant_population, settings.officer_population}:
        population = settings.applicant_population
    next_path = local_path(request.args.get("next")) or "/"
    person = signed_in()
    if person is not None and person.population == population:
        return redirect(next_path, 303)
    state, attempt = await portal().attempts.start(current_page().browser, population, next_path)
    try:
        return redirect(await portal().provider.authorization_url(_parameters(state, attempt)), 303)
    except (ProviderUnavailableError, ProviderRefusedError) as error:
        log.error("provider_unavailable", cause=str(error))
        raise _unavailable() from error


def _parameters(state: str, attempt: Attempt) -> dict[str, str]:
    scopes = ["openid", "profile", "email", "population"]
    if attempt.population == portal().settings.applicant_population:
        scopes.append("identity")
    return {
        "response_type": "code",
        "redirect_uri": _redirect_uri(),
        "scope": " ".join(scopes),
        "state": state,
        "nonce": attempt.nonce,
        "code_challenge": attempt.code_challenge,
        "code_challenge_method": "S256",
        "population": attempt.population,
        "ui_locales": current_language(),
    }


@blueprint.get("/callback")
async def callback() -> WerkzeugResponse:
    """The browser's return: the attempt is taken once, the code redeemed, the tokens checked, a session started."""
    attempt = await portal().attempts.take(request.args.get("state", ""), current_page().browser)
    if attempt is None:
        if signed_in() is not None:
            return redirect("/", 303)
        raise _again(
            _("This sign-in has been used or has run out"),
            _("This happens when a page is opened twice or in another browser."),
        )
    if request.args.get("iss") != portal().provider.issuer:
        log.error("callback_of_other_issuer")
        raise _again(_("The answer did not come from our sign-in service"), _("Start again from this portal."))
    code = request.args.get("code")
    if not code:
        log.info("sign_in_refused", error=request.args.get("error", "")[:40])
        raise _again(
            _("You are not signed in"),
            _("The sign-in was cancelled, or your account may not use this portal."),
            attempt.population,
            attempt.next_path,
        )
    token = await _session_of(code, attempt)
    response = redirect(attempt.next_path, 303)
    base_url = portal().settings.base_url
    response.set_cookie(session_cookie(base_url), token, **cookie_attributes(base_url))
    return response


async def _session_of(code: str, attempt: Attempt) -> str:
    provider = portal().provider
    try:
        tokens = await provider.redeem(code, attempt.verifier, _redirect_uri())
        claims = await provider.verified(
            lambda keys, expected: verify_id_token(tokens.id_token, keys, expected, attempt.nonce)
        )
        about = await provider.userinfo(tokens.access_token, str(claims["sub"]))
    except ProviderUnavailableError as error:
        log.error("provider_unavailable", cause=str(error))
        raise _unavailable() from error
    except (TokenError, ProviderRefusedError) as error:
        log.error("sign_in_failed", cause=str(error))
        raise _again(
            _("The sign-in could not be completed"), _("Start again."), attempt.population, attempt.next_path
        ) from error
    old = open_session()
    if old is not None:
        await portal().sessions.end(old.digest)
    return await portal().sessions.start({**about, **claims}, tokens.id_token)


class SignOutForm(HouseForm):
    """Nothing to fill in; the CSRF token only."""


@blueprint.route("/sign-out", methods=["GET", "POST"])
async def sign_out() -> WerkzeugResponse | str:
    """Ends the session here and leads to the identity provider, which ends it everywhere.

    A link on our own pages signs out at once; a link from elsewhere gets a page that asks.
    """
    session = open_session()
    if session is None:
        return redirect("/sso/signed-out", 303)
    form = await bound(SignOutForm)
    own_link = request.method == "GET" and request.headers.get("Sec-Fetch-Site") == "same-origin"
    if not own_link and not (request.method == "POST" and form.validate()):
        current_page().form_action.append(portal().provider.issuer)
        return await render_template("sso/sign_out.html", form=form, name=session.person.name)
    await portal().sessions.end(session.digest)
    base_url = portal().settings.base_url
    parameters = {
        "id_token_hint": session.id_token,
        "post_logout_redirect_uri": f"{base_url}/sso/signed-out",
        "ui_locales": current_language(),
    }
    try:
        address = await portal().provider.end_session_url(parameters)
    except (ProviderUnavailableError, ProviderRefusedError) as error:
        log.error("provider_unavailable", cause=str(error))
        address = "/sso/signed-out"
    response = redirect(address, 303)
    response.delete_cookie(session_cookie(base_url), path="/", secure=base_url.startswith("https://"), httponly=True)
    return response


@blueprint.get("/signed-out")
async def signed_out() -> str:
    """Where the identity provider sends the browser after a sign-out."""
    return await render_template("sso/signed_out.html")


@blueprint.post("/backchannel-logout")
async def backchannel_logout() -> Response:
    """Ends the sessions that a logout token of the identity provider names (Back-Channel Logout 2.5 to 2.8)."""
    headers = {"Cache-Control": "no-store"}
    token = (await request.form).get("logout_token", "")
    if not token or len(token) > _LOGOUT_TOKEN_BYTES:
        return Response('{"error": "invalid_request"}', 400, headers, content_type="application/json")
    try:
        order = await portal().provider.verified(lambda keys, expected: verify_logout_token(token, keys, expected))
    except TokenError as error:
        log.warning("logout_token_refused", cause=str(error))
        return Response('{"error": "invalid_request"}', 400, headers, content_type="application/json")
    except (ProviderUnavailableError, ProviderRefusedError) as error:
        log.error("provider_unavailable", cause=str(error))
        return Response('{"error": "temporarily_unavailable"}', 503, headers, content_type="application/json")
    if not await portal().expiring.add(
        "logout-token", portal().sealer.digest("jti", order.token_id), "used", _LOGOUT_AGE
    ):
        return Response("", 200, headers)
    ended = await portal().sessions.end_ordered(order.subject, order.op_session)
    log.info("logout_ordered", sessions=ended)
    return Response("", 200, headers)
