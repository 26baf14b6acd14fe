"""The pages of signing out: one that asks, one that says what was done."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, redirect, render_template, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response as WerkzeugResponse

from idp.audit import Event
from idp.oidc.arrival import anew, received
from idp.oidc.authorization.flow import AuthorizationFlow, no_longer
from idp.oidc.authorization.forms import AnswerForm
from idp.oidc.authorization.interactions import Interaction
from idp.oidc.authorization.response import origin_of, refuse_on_page
from idp.oidc.clients.model import Client
from idp.oidc.errors import ProtocolError
from idp.oidc.events import ProtocolEvent
from idp.oidc.logout.request import LogoutRequest, examine_logout
from idp.oidc.parameters import Parameters
from idp.oidc.parts import ProtocolParts, forget_session
from idp.sessions import Session, SessionClient
from shared.web.flask_shell import bound
from shared.web.shell import current_page

_PAGE = "logout"


class LogoutPages:
    """`/logout` (GET and POST, from portals) and `/logout/<id>` (the question and its answer)."""

    def __init__(self, flow: AuthorizationFlow) -> None:
        self._flow = flow
        self._parts: ProtocolParts = flow.parts

    def begin(self) -> WerkzeugResponse:
        """Takes a portal's request; asks when somebody is signed in, else goes on at once."""
        asked = received(request)
        if again := anew(request, asked, self._parts.session_cookie):
            return again
        parameters = Parameters.of(asked)
        outcome = examine_logout(parameters, self._parts)
        if isinstance(outcome, ProtocolError):
            return refuse_on_page(outcome)
        with self._parts.stores.database.begin() as connection:
            session = self._flow.present_session(connection)
        if session is None:
            return self._done(outcome, ())
        waiting = Interaction(_PAGE, parameters.values, frozenset(), session.session_id)
        return redirect(f"/logout/{self._flow.interactions.keep(waiting, current_page().browser)}", 303)

    def answer(self, identifier: str) -> WerkzeugResponse:
        """Shows the question, or does what was answered."""
        browser, keep = current_page().browser, self._flow.interactions
        form = bound(AnswerForm)
        answered = request.method == "POST" and form.validate()
        found = keep.take(identifier, _PAGE, browser) if answered else keep.look(identifier, _PAGE, browser)
        outcome = examine_logout(Parameters(found.parameters), self._parts) if found else None
        if outcome is None or found is None or isinstance(outcome, ProtocolError):
            return no_longer()
        with self._parts.stores.database.begin() as connection:
            session = self._flow.present_session(connection)
            if session is None or session.session_id != found.session_id:
                return self._done(outcome, ())
            reached = self._parts.sessions.clients(connection, session)
            if answered and form.action.data == "logout":
                self._end(connection, session)
        if answered and form.action.data == "logout":
            return self._done(outcome, reached)
        if answered:
            home = outcome.client.registration.home_uri if outcome.client else None
            return redirect(home or "/", 303)
        if outcome.back_to:
            current_page().form_action.append(origin_of(outcome.back_to))
        if outcome.client and outcome.client.registration.home_uri:
            current_page().form_action.append(origin_of(outcome.client.registration.home_uri))
        html = render_template("oidc/logout.html", form=form, portals=self._named(reached))
        return Response(html, 400 if form.failed else 200)

    def _end(self, connection: Connection, session: Session) -> None:
        self._parts.sessions.end(connection, session.session_id, self._parts.stores.clock())
        event = Event(ProtocolEvent.SIGNED_OUT, f"account:{session.account_id}")
        self._parts.stores.audit.record(connection, event)

    def _named(self, reached: Sequence[SessionClient]) -> list[Client]:
        found = (self._parts.clients.find(client.client_id) for client in reached)
        return [client.registration for client in found if client is not None]

    def _done(self, outcome: LogoutRequest, reached: Sequence[SessionClient]) -> WerkzeugResponse:
        portals = self._named(reached)
        if outcome.back_to:
            response: WerkzeugResponse = redirect(outcome.back_to, 303)
        else:
            html = render_template(
                "oidc/logged_out.html",
                told=[client for client in portals if client.backchannel_logout_uri],
                untold=[client for client in portals if not client.backchannel_logout_uri],
                client=outcome.client.registration if outcome.client else None,
            )
            response = Response(html)
        forget_session(response, self._parts)
        return response
