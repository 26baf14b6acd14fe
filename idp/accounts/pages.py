"""The pages of registration and activation."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import timedelta

from flask import Blueprint, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from idp.accounts import words
from idp.accounts.forms import AgainForm, ButtonForm, registration_form, typed_values
from idp.accounts.registering import NewAccount, Registered, Registering
from idp.accounts.store import LinkState
from idp.captcha import Captchas
from idp.policies import Population, Populations
from idp.storage.accounts import AccountStatus
from idp.stores import Stores
from shared.i18n import current_language
from shared.web.errors import ShowError
from shared.web.flask_shell import bound
from shared.web.forms import HouseForm
from shared.web.shell import current_page
from shared.web.source import source_network

_LOOKUPS_A_MINUTE = 60
_DONE = "registered"
_DONE_LIFETIME = timedelta(minutes=30)


def blueprint(
    registering: Registering,
    populations: Populations,
    captchas: Captchas,
    stores: Stores,
    portal_urls: Mapping[str, str],
) -> Blueprint:
    """`/register/<population>[/again|/done/…|/roster]` and `/activate/<token>`.

    `portal_urls` gives the address where people of a population sign in; nothing: our own sign-in page.
    """
    pages = Blueprint("accounts", __name__)

    def sign_in_url(population: str) -> str:
        return portal_urls.get(population) or f"/sign-in/{population}"

    @pages.route("/register/<population>", methods=["GET", "POST"])
    def register(population: str) -> Response:
        policy = _policy(populations, population)
        enrolments = registering.enrolments(policy)
        form = bound(registration_form(policy, enrolments, current_language()))
        if request.method == "POST":
            new = NewAccount(policy, typed_values(form), current_page().source, current_language())
            complete, faults = form.validate(), registering.faults(new)
            if complete and not faults and _captcha_is_right(captchas, form):
                outcome = registering.register(new)
                if isinstance(outcome, Registered):
                    return redirect(url_for("accounts.done", population=population, token=_keep(stores, outcome)), 303)
                faults = outcome
            # Everything at once: what is missing and what breaks a rule stand in one list.
            for fault in faults:
                if not form[fault.field].errors:
                    form.add_error(fault.field, str(fault.fault))
        key = _roster_key(policy, form)
        html = render_template(
            "accounts/register.html",
            policy=policy,
            registration=policy.registration,
            form=form,
            enrolments=enrolments,
            shown=registering.shown(policy, key) if key else None,
            challenge=_fresh(captchas, policy, form),
        )
        return make_response(html, 422 if request.method == "POST" else 200)

    @pages.get("/register/<population>/roster")
    def roster(population: str) -> Response:
        policy = _policy(populations, population)
        source = stores.sealer.digest("roster-source", source_network(current_page().source))
        if stores.expiring.count("roster-lookup", source, timedelta(minutes=1)) > _LOOKUPS_A_MINUTE:
            return make_response(jsonify({"shown": None}), 429)
        return make_response(jsonify({"shown": registering.shown(policy, request.args.get("key", "")[:200])}))

    @pages.get("/register/<population>/done/<token>")
    def done(population: str, token: str) -> Response:
        policy = _policy(populations, population)
        sealed = stores.expiring.get(_DONE, _done_key(stores, token))
        if sealed is None:
            raise ShowError(words.done_is_over(sign_in_url(population)))
        told = json.loads(stores.sealer.open(sealed, f"registered:{token}"))
        html = render_template(
            "accounts/registered.html", policy=policy, told=told, sign_in_url=sign_in_url(population)
        )
        return make_response(html)

    @pages.route("/register/<population>/again", methods=["GET", "POST"])
    def again(population: str) -> Response:
        policy = _policy(populations, population)
        form = bound(AgainForm)
        form.username.label.text = policy.username.label.in_(current_language())
        if request.method == "POST" and form.validate() and _captcha_is_right(captchas, form):
            registering.send_again(policy, form.username.data or "")
            html = render_template("accounts/sent_again.html", policy=policy, sign_in_url=sign_in_url(population))
            return make_response(html)
        html = render_template(
            "accounts/again.html", policy=policy, form=form, challenge=_fresh(captchas, policy, form)
        )
        return make_response(html, 422 if request.method == "POST" else 200)

    @pages.route("/activate/<token>", methods=["GET", "POST"])
    def activate(token: str) -> Response:
        found = registering.link(token)
        if found is None:
            raise ShowError(words.link_is_unknown())
        state, account = found
        policy = _policy(populations, account.population)
        if state is LinkState.USED:
            raise ShowError(words.link_was_used(sign_in_url(policy.name)))
        if state is not LinkState.GOOD:
            raise ShowError(words.link_is_stale(state, f"/register/{policy.name}/again"))
        if account.status is AccountStatus.DISABLED:
            raise ShowError(words.account_is_suspended())
        form = bound(ButtonForm)
        if request.method == "POST" and form.validate():
            if not registering.activate(token):
                raise ShowError(words.link_was_used(sign_in_url(policy.name)))
            html = render_template("accounts/activated.html", policy=policy, sign_in_url=sign_in_url(policy.name))
            return make_response(html)
        html = render_template("accounts/activate.html", policy=policy, form=form, username=account.username)
        return make_response(html, 422 if request.method == "POST" else 200)

    return pages


def _policy(populations: Populations, name: str) -> Population:
    policy = populations.get(name)
    if policy is None or policy.registration is None:
        raise ShowError(words.no_registration())
    return policy


def _captcha_is_right(captchas: Captchas, form: HouseForm) -> bool:
    """Whether the form's CAPTCHA, if it has one, was answered; with words beside it when not."""
    if "captcha" not in form:
        return True
    answer, challenge = str(form["captcha"].data or ""), str(form["captcha_id"].data or "")
    if captchas.answered(challenge, current_page().browser, answer):
        return True
    form.add_error("captcha", words.captcha_is_wrong())
    return False


def _fresh(captchas: Captchas, policy: Population, form: HouseForm) -> object | None:
    """A fresh challenge in the form, if it has a CAPTCHA: the old one is used up or shown no more."""
    if "captcha" not in form:
        return None
    challenge = captchas.new(current_page().browser, policy.captcha.length, request.path)
    form["captcha_id"].data = challenge.id
    form["captcha"].data = None
    return challenge


def _roster_key(policy: Population, form: HouseForm) -> str:
    rule = policy.registration.roster if policy.registration else None
    return str(form[rule.key].data or "") if rule and rule.shows else ""


def _keep(stores: Stores, outcome: Registered) -> str:
    """Keeps what the done page tells for half an hour, under an address that opens in this browser only."""
    token = secrets.token_urlsafe(32)
    told = {"name": outcome.account.name, "username": outcome.account.username, "shown": outcome.shown}
    document = json.dumps({**told, "email": outcome.account.email, "waits": not outcome.account.is_active})
    stores.expiring.put(
        _DONE, _done_key(stores, token), stores.sealer.seal(document, f"registered:{token}"), _DONE_LIFETIME
    )
    return token


def _done_key(stores: Stores, token: str) -> str:
    return stores.sealer.digest("registered", f"{current_page().browser}\n{token}")
