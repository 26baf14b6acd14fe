"""The pages a person may meet on the way: choosing the kind of account, the account, admission, consent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from flask import Response, render_template, request
from werkzeug.wrappers import Response as WerkzeugResponse

from idp.audit import Event
from idp.oidc.authorization.checks import Refused, Rules, examine
from idp.oidc.authorization.flow import AuthorizationFlow, Moment, no_longer
from idp.oidc.authorization.forms import AnswerForm
from idp.oidc.authorization.interactions import Interaction
from idp.oidc.authorization.prompts import Answer
from idp.oidc.authorization.response import origin_of, refuse
from idp.oidc.authorization.words import shared_data
from idp.oidc.errors import ProtocolError
from idp.oidc.events import ProtocolEvent
from idp.oidc.grants.consents import remember
from idp.oidc.parameters import Parameters
from idp.oidc.parts import ProtocolParts, forget_session
from idp.storage.accounts import Account
from shared.web.flask_shell import bound
from shared.web.shell import current_page

DENIED = ProtocolError("access_denied", "the person or the provider refused")

_BUTTONS = {
    "population": {"continue"},
    "select_account": {"continue", "other"},
    "admission": {"logout"},
    "consent": {"continue"},
}
"""What the buttons of each page send. A post without one of them (empty, or made up) answers nothing: the page comes again."""

Page = Callable[[Moment, str], WerkzeugResponse]


class InteractionPages:
    """Shows and takes the answers of `/authorize/<page>/<id>`. Each answer goes through every check again."""

    def __init__(self, flow: AuthorizationFlow) -> None:
        self._flow = flow
        self._parts: ProtocolParts = flow.parts
        self._rules = Rules(flow.parts.clients, flow.parts.populations)
        self._answers: dict[str, Page] = {
            "population": self._population_chosen,
            "select_account": self._account_chosen,
            "admission": self._admission_answered,
            "consent": self._consent_answered,
        }

    def __call__(self, page: str, identifier: str) -> WerkzeugResponse:
        """The view."""
        if page not in self._answers:
            return no_longer()
        browser = current_page().browser
        form = bound(AnswerForm)
        answered = request.method == "POST" and form.validate()
        keep = self._flow.interactions
        found = keep.take(identifier, page, browser) if answered else keep.look(identifier, page, browser)
        moment = self._moment(found) if found else None
        if moment is None:
            return no_longer()
        current_page().form_action.append(origin_of(moment.request.back.redirect_uri))
        if not answered:
            return self._show(page, moment, form)
        if form.action.data == "cancel":
            return refuse(moment.request.back, self._parts.issuer, DENIED)
        if form.action.data not in _BUTTONS[page]:
            return self._flow.show(page, moment)
        return self._answers[page](moment, str(form.action.data))

    def _moment(self, found: Interaction) -> Moment | None:
        outcome = examine(Parameters(found.parameters), self._rules)
        if isinstance(outcome, Refused):
            return None
        with self._parts.stores.database.begin() as connection:
            session = self._flow.present_session(connection)
        if (session.session_id if session else None) != found.session_id:
            return None
        return Moment(outcome, session, found.answers)

    def _show(self, page: str, moment: Moment, form: AnswerForm) -> Response:
        policies = self._parts.populations
        html = render_template(
            f"oidc/{page}.html",
            form=form,
            client=moment.request.client.registration,
            account=self._account(moment),
            own=policies.get(moment.session.population) if moment.session else None,
            choices=[policies[name] for name in moment.request.populations],
            shared=shared_data(moment.request.scopes, policies.get(moment.session.population))
            if moment.session
            else (),
        )
        return Response(html, 400 if form.failed else 200)

    def _account(self, moment: Moment) -> Account | None:
        if moment.session is None:
            return None
        with self._parts.stores.database.begin() as connection:
            return self._parts.stores.accounts.by_id(connection, moment.session.account_id)

    def _population_chosen(self, moment: Moment, action: str) -> WerkzeugResponse:
        chosen = request.form.get("population", "")
        if chosen not in moment.request.populations:
            return self._flow.show("population", moment)
        values = {**moment.request.parameters.values, "population": chosen}
        narrowed = replace(moment.request, parameters=Parameters(values), populations=(chosen,))
        return self._flow.sign_in(replace(moment, request=narrowed))

    def _account_chosen(self, moment: Moment, action: str) -> WerkzeugResponse:
        answers = moment.answers | {Answer.CHOSE_ACCOUNT}
        if action == "other":
            return self._flow.sign_in(replace(moment, answers=answers))
        return self._flow.run(moment.request.parameters, answers)

    def _admission_answered(self, moment: Moment, action: str) -> WerkzeugResponse:
        if moment.session is not None:
            now = self._parts.stores.clock()
            with self._parts.stores.database.begin() as connection:
                self._parts.sessions.end(connection, moment.session.session_id, now)
                event = Event(ProtocolEvent.SIGNED_OUT, f"account:{moment.session.account_id}")
                self._parts.stores.audit.record(connection, event)
        response = self._flow.sign_in(replace(moment, session=None))
        forget_session(response, self._parts)
        return response

    def _consent_answered(self, moment: Moment, action: str) -> WerkzeugResponse:
        if moment.session is not None:
            now = self._parts.stores.clock()
            client_id, account_id = moment.request.client.client_id, moment.session.account_id
            with self._parts.stores.database.begin() as connection:
                remember(connection, account_id, client_id, moment.request.scopes, now)
                detail = {"scope": moment.request.scope}
                event = Event(ProtocolEvent.CONSENT_GIVEN, f"account:{account_id}", f"client:{client_id}", detail)
                self._parts.stores.audit.record(connection, event)
        return self._flow.run(moment.request.parameters, moment.answers | {Answer.CONSENTED})
