"""The way of one request through `/authorize`: checks, who is there, what is still to be answered, the code."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass

import structlog
from flask import Response, redirect, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response as WerkzeugResponse

from idp.journeys import JourneyKind, JourneyStore
from idp.oidc.authorization.checks import Refused, Rules, examine
from idp.oidc.authorization.code import issue_code
from idp.oidc.authorization.interactions import Interaction, Interactions
from idp.oidc.authorization.prompts import Answer, Ask, Unanswered, next_prompt
from idp.oidc.authorization.request import AuthorizationRequest, PromptValue
from idp.oidc.authorization.response import answer, origin_of, refuse, refuse_on_page
from idp.oidc.errors import ProtocolError
from idp.oidc.grants.consents import consented_scopes
from idp.oidc.parameters import Parameters
from idp.oidc.parts import ProtocolParts
from idp.sessions import Session
from shared.i18n import choose_language, current_language
from shared.i18n import gettext as _
from shared.i18n.languages import set_language
from shared.web.errors import ErrorPage
from shared.web.flask_shell import show_error
from shared.web.shell import NavigationItem, current_page

log = structlog.get_logger("oidc")

RESUME_PATH = "/authorize/resume"
"""Where a finished journey goes on: `<RESUME_PATH>/<journey id>`."""

CHOOSE_POPULATION = "population"
"""Page that asks what kind of account the person has, when the portal takes several."""

_NOTHING: frozenset[Answer] = frozenset()


@dataclass(frozen=True)
class Moment:
    """One request in the middle of its way: what is asked, who is there, and what was answered."""

    request: AuthorizationRequest
    session: Session | None
    answers: frozenset[Answer]


class AuthorizationFlow:
    """Answers authorization requests."""

    def __init__(self, parts: ProtocolParts, journeys: JourneyStore, interactions: Interactions) -> None:
        self.parts = parts
        self.interactions = interactions
        self._journeys = journeys
        self._rules = Rules(parts.clients, parts.populations)

    def present_session(self, connection: Connection) -> Session | None:
        """The session of this browser; one of an account that cannot be used any more is ended on the spot."""
        now = self.parts.stores.clock()
        session = self.parts.sessions.current(connection, request.cookies.get(self.parts.session_cookie), now)
        if session is None:
            return None
        if self.parts.person(connection, session.account_id) is None:
            self.parts.sessions.end(connection, session.session_id, now)
            return None
        return session

    def run(self, parameters: Parameters, answers: frozenset[Answer] = _NOTHING) -> WerkzeugResponse:
        """The answer to a request, after what the person has answered so far."""
        outcome = examine(parameters, self._rules)
        if isinstance(outcome, Refused):
            return self._refused(outcome)
        with self._transaction() as connection:
            moment = Moment(outcome, self.present_session(connection), answers)
            unanswered = self._unanswered(connection, moment)
            if unanswered is None and moment.session is not None:
                now = self.parts.stores.clock()
                code = issue_code(self.parts, connection, outcome, moment.session, now)
                return answer(outcome.back, self.parts.issuer, {"code": code})
        if unanswered is None:
            raise RuntimeError("no prompt applies although nobody is signed in")
        return self._ask(moment, unanswered)

    def _transaction(self) -> AbstractContextManager[Connection]:
        """A transaction that may write; without a cookie nothing will be written, and no writer is waited for."""
        stores = self.parts.stores
        signed_in = self.parts.session_cookie in request.cookies
        return (stores.database if signed_in else stores.reader).begin()

    def _refused(self, refused: Refused) -> WerkzeugResponse:
        client = refused.back.client.client_id if refused.back else None
        log.info("authorization_refused", client=client, **refused.error.loggable())
        if refused.back is None:
            return refuse_on_page(refused.error)
        return refuse(refused.back, self.parts.issuer, refused.error)

    def _unanswered(self, connection: Connection, moment: Moment) -> Unanswered | None:
        consented: frozenset[str] = frozenset()
        client = moment.request.client
        if moment.session is not None and not client.registration.trusted:
            consented = consented_scopes(connection, moment.session.account_id, client.client_id)
        now = self.parts.stores.clock()
        return next_prompt(Ask(moment.request, moment.session, now, consented, moment.answers))

    def _ask(self, moment: Moment, unanswered: Unanswered) -> WerkzeugResponse:
        check, asked = unanswered.check, moment.request
        signs_in = unanswered.prompt.name == "login"
        if PromptValue.NONE in asked.prompts or (signs_in and Answer.SIGNED_IN in moment.answers):
            # after a sign-in that did not reach what was asked, asking again would go round in a circle
            error = ProtocolError(check.error, "the person would have to act", detail=check.reason)
            log.info("authorization_refused", client=asked.client.client_id, **error.loggable())
            return refuse(asked.back, self.parts.issuer, error)
        if asked.ui_locales:
            self._speak(asked.ui_locales)
        if signs_in:
            return self.sign_in(moment, building_on=check.reason == "level_too_low")
        return self.show(unanswered.prompt.name, moment)

    def _speak(self, ui_locales: str) -> None:
        language = choose_language(ui_locales, current_language())
        set_language(language)
        current_page().remember_language = language

    def show(self, page: str, moment: Moment) -> WerkzeugResponse:
        """Leads to a page that the person has to answer."""
        session_id = moment.session.session_id if moment.session else None
        waiting = Interaction(page, moment.request.parameters.values, moment.answers, session_id)
        identifier = self.interactions.keep(waiting, current_page().browser)
        return redirect(f"/authorize/{page}/{identifier}", 303)

    def sign_in(self, moment: Moment, *, building_on: bool = False) -> WerkzeugResponse:
        """Opens a journey; a step-up builds on what the session has proved, anything else starts from nothing."""
        asked, session = moment.request, moment.session
        population = session.population if session and session.population in asked.populations else None
        if population is None and len(asked.populations) == 1:
            population = asked.populations[0]
        if population is None:
            return self.show(CHOOSE_POPULATION, moment)
        step_up = session if building_on else None
        journey = self._journeys.start(
            JourneyKind.SIGN_IN,
            population=population,
            browser=current_page().browser,
            wanted_level=asked.level,
            request={
                "parameters": dict(asked.parameters.values),
                "answers": sorted(moment.answers),
                "client_id": asked.client.client_id,
                "portal": asked.client.registration.name.model_dump(),
                "login_hint": asked.login_hint,
            },
            resume=RESUME_PATH,
            leads_to=(origin_of(asked.back.redirect_uri),),
            account_id=step_up.account_id if step_up else None,
            evidence=self.parts.sessions.carried(step_up) if step_up else (),
        )
        return redirect(f"/journey/{journey.journey_id}", 303)

    def resume(self, journey_id: str) -> WerkzeugResponse | None:
        """Goes on with a finished journey, once; None when it is not there (any more) for this browser."""
        journey = self._journeys.take_finished(journey_id, current_page().browser)
        if journey is None or "parameters" not in journey.request:
            return None
        answers = frozenset(Answer(value) for value in journey.request["answers"])
        with self.parts.stores.database.begin() as connection:
            session = self.present_session(connection)
        fresh = session is not None and session.account_id == journey.account_id
        if fresh and session is not None and session.authenticated_at >= journey.created_at:
            answers |= {Answer.SIGNED_IN}
        return self.run(Parameters(journey.request["parameters"]), answers)


def no_longer() -> Response:
    """The page for an attempt that is over, was answered before, or belongs to another browser."""
    return show_error(
        ErrorPage(
            400,
            _("This sign-in is over"),
            (
                _("It took too long, was finished before, or was begun in another browser."),
                _("Go back to the portal and sign in again. Nothing was lost there."),
            ),
            link=NavigationItem(_("Home page"), "/"),
        )
    )
