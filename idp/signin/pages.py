"""The pages of signing in."""

from __future__ import annotations

from typing import NoReturn

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from idp.factors import Ask, Page, Stay
from idp.journeys import Enough, FactorStep, Journey, JourneyKind
from idp.policies import Population
from idp.sessions import session_cookie
from idp.signin import words
from idp.signin.services import Moved, NotActive, NotReachable, Over, Overtaken, SignedIn, SignIn
from idp.storage.counters import sign_ins
from shared.clock import TAIPEI
from shared.i18n import current_language
from shared.web.cookies import cookie_attributes
from shared.web.errors import ShowError
from shared.web.shell import current_page


def blueprint(services: SignIn, base_url: str) -> Blueprint:
    """`/`, `/sign-in/<population>`, `/journey/<id>[/<factor>]`, `/account`."""
    pages = Blueprint("signin", __name__)
    cookie = session_cookie(base_url)

    @pages.get("/")
    def home() -> str:
        return render_template("signin/home.html", populations=list(services.populations))

    @pages.get("/sign-in/<population>")
    def begin(population: str) -> Response:
        _policy(services, population)
        journey = services.journeys.start(JourneyKind.SIGN_IN, population=population, browser=current_page().browser)
        return redirect(url_for("signin.enter", journey_id=journey.journey_id), 303)

    @pages.get("/journey/<journey_id>")
    def enter(journey_id: str) -> Response:
        journey = _journey(services, journey_id)
        if journey.finished:
            return redirect(_after(journey), 303)
        return redirect(url_for("signin.step", journey_id=journey_id, factor=_expected(services, journey)), 303)

    @pages.get("/journey/<journey_id>/<factor>")
    def step(journey_id: str, factor: str) -> Response:
        ask = _ask(services, journey_id, factor, posted=False)
        return _show(services, ask, factor, services.factors[factor].page(ask))

    @pages.post("/journey/<journey_id>/<factor>")
    def answer(journey_id: str, factor: str) -> Response:
        ask = _ask(services, journey_id, factor, posted=True)
        outcome = services.factors[factor].answer(ask)
        if isinstance(outcome, Stay):
            if not services.stay(ask.journey, factor, outcome):
                _overtaken(journey_id)
            if outcome.page is not None:
                return _show(services, ask, factor, outcome.page)
            return redirect(url_for("signin.step", journey_id=journey_id, factor=factor), 303)
        match services.advance(ask, factor, outcome, request.cookies.get(cookie)):
            case Moved():
                return redirect(url_for("signin.enter", journey_id=journey_id), 303)
            case SignedIn(journey, token):
                response = redirect(_after(journey), 303)
                response.set_cookie(cookie, token, **cookie_attributes(base_url))
                return response
            case Overtaken():
                _overtaken(journey_id)
            case NotReachable():
                raise ShowError(words.not_reachable())
            case Over():
                raise ShowError(words.journey_is_over())
            case NotActive():
                raise ShowError(words.not_active(ask.policy))

    @pages.get("/account")
    def account() -> Response:
        now = services.stores.clock()
        with services.stores.reader.begin() as connection:
            session = services.current(connection, request.cookies.get(cookie), now)
            person = services.stores.accounts.by_id(connection, session.account_id) if session else None
        if session is None or person is None:
            return redirect(url_for("signin.home"), 303)
        policy = services.populations[person.population]
        labels = [
            services.factors[piece.factor].label for piece in session.evidence if piece.factor in services.factors
        ]
        html = render_template("signin/account.html", person=person, policy=policy, session=session, labels=labels)
        return make_response(html)

    return pages


def _policy(services: SignIn, population: str) -> Population:
    policy = services.populations.get(population)
    if policy is None:
        raise ShowError(words.unknown_population())
    return policy


def _journey(services: SignIn, journey_id: str) -> Journey:
    journey = services.journeys.load(journey_id, current_page().browser)
    if journey is None or journey.kind is not JourneyKind.SIGN_IN or journey.population not in services.populations:
        raise ShowError(words.journey_is_over())
    return journey


def _expected(services: SignIn, journey: Journey) -> str:
    with services.stores.reader.begin() as connection:
        step = services.step(connection, journey)
    match step:
        case FactorStep(factor):
            return factor
        case Enough():
            raise ShowError(words.journey_is_over())
        case _:
            raise ShowError(words.not_reachable())


def _ask(services: SignIn, journey_id: str, factor: str, *, posted: bool) -> Ask:
    """The visit, after proving that this step is the one that the journey is at."""
    journey = _journey(services, journey_id)
    here = url_for("signin.enter", journey_id=journey_id)
    if journey.finished:
        raise ShowError(words.step_is_not_this(here))
    if factor != _expected(services, journey):
        raise ShowError(words.step_is_not_this(here))
    with services.stores.reader.begin() as connection:
        account = services.account_of(connection, journey)
    page = current_page()
    page.form_action.extend(journey.leads_to)
    return Ask(
        journey=journey,
        policy=services.populations[journey.population],
        account=account,
        browser=page.browser,
        source=page.source,
        path=request.path,
        language=current_language(),
        now=services.stores.clock(),
        posted=request.form if posted else None,
    )


def _overtaken(journey_id: str) -> NoReturn:
    raise ShowError(words.overtaken(url_for("signin.enter", journey_id=journey_id)))


def _show(services: SignIn, ask: Ask, factor: str, page: Page) -> Response:
    counts = None
    if ask.policy.counters:
        with services.stores.reader.begin() as connection:
            counts = sign_ins(connection, ask.policy.name, ask.now.astimezone(TAIPEI).date())
    html = render_template(
        page.template,
        policy=ask.policy,
        factor_label=services.factors[factor].label,
        counts=counts,
        is_first=ask.is_first,
        **page.context,
    )
    return make_response(html, page.status)


def _after(journey: Journey) -> str:
    return f"{journey.resume}/{journey.journey_id}" if journey.resume else url_for("signin.account")
