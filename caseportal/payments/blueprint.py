"""Addresses of payments: the applicant's way to the gateway and back, the gateway's reports, money due to be paid back."""

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit
from uuid import UUID

import structlog
from quart import Blueprint, Response, abort, redirect, render_template, request
from werkzeug.wrappers import Response as WerkzeugResponse
from wtforms import RadioField, StringField

from caseportal.models.payments import FeeReceipt, PaymentAttempt, PaymentItem, ReceivedMoney
from caseportal.payments.attempts import Breakdown, attempt_of, breakdown, payable_cases
from caseportal.payments.evidence import Rejection
from caseportal.payments.gateways.base import Order
from caseportal.payments.methods import Method, MethodName, all_methods, method
from caseportal.payments.room import RETURN_PATH, callback_path, payment_room
from caseportal.payments.states import AttemptState
from caseportal.portal import portal
from caseportal.sso.access import applicant_page, present_person, reviewer_page
from shared.i18n import Language, current_language
from shared.i18n import gettext as _
from shared.i18n import lazy_gettext as __
from shared.web.forms import HouseForm, halfwidth, required
from shared.web.quart_shell import bound
from shared.web.shell import current_page

log = structlog.get_logger("payments")

blueprint = Blueprint(
    "payments", __name__, template_folder="templates", static_folder="static", static_url_path="/payments/static"
)


class MethodForm(HouseForm):
    """Which way to pay."""

    method = RadioField(__("How do you want to pay?"), validators=[required(__("Choose how you want to pay."))])


def _offered() -> list[Method]:
    """The methods that work here, in the order of the fee table."""
    gateways = payment_room().gateways
    return [each for each in all_methods() if gateways.offering(each.name) is not None]


def _wanted() -> list[UUID]:
    """The cases that the address names; what is no id names nothing."""
    found: list[UUID] = []
    for text in request.args.getlist("case")[:50]:
        try:
            found.append(UUID(text))
        except ValueError:
            abort(404)
    return found


async def _breakdown() -> Breakdown | None:
    return await breakdown(present_person().subject, _wanted())


def _selection(cases: Breakdown) -> str:
    return "&".join(f"case={case.id}" for case in cases.cases)


@blueprint.get("/payments")
@applicant_page
async def start() -> str:
    """Lists the cases that wait for a payment; one or several are chosen."""
    cases = await payable_cases(present_person().subject)
    pending = await PaymentAttempt.filter(payer=present_person().subject, state=AttemptState.PENDING).order_by(
        "-created_at"
    )
    return await render_template(
        "payments/start.html",
        cases=cases,
        pending=pending[:1],
        types={case.id: portal().case_types.of_case(case.case_type) for case in cases},
        nothing_chosen="nothing" in request.args,
    )


@blueprint.get("/payments/breakdown")
@applicant_page
async def show_breakdown() -> str | WerkzeugResponse:
    """Shows what the chosen cases cost, to be confirmed."""
    due = await _breakdown()
    if due is None:
        return redirect("/payments?nothing=1" if not request.args.getlist("case") else "/payments", 303)
    return await render_template(
        "payments/breakdown.html",
        due=due,
        selection=_selection(due),
        types={case.id: portal().case_types.of_case(case.case_type) for case in due.cases},
    )


@blueprint.route("/payments/method", methods=["GET", "POST"])
@applicant_page
async def choose_method() -> str | WerkzeugResponse:
    """Shows the fee table and takes the choice; then the attempt starts."""
    due = await _breakdown()
    if due is None:
        return redirect("/payments", 303)
    form = await bound(MethodForm)
    offered = _offered()
    form.method.choices = [(each.name.value, str(each.title)) for each in offered]
    if request.method == "POST" and form.validate():
        attempt = await payment_room().attempts.start(
            present_person().subject,
            [case.id for case in due.cases],
            MethodName(form.method.data),
            current_language(),
        )
        return redirect(f"/payments/send/{attempt.number}" if attempt is not None else "/payments", 303)
    return await render_template("payments/method.html", form=form, due=due, offered=offered, selection=_selection(due))


async def _own_attempt(number: str) -> PaymentAttempt:
    """The signed-in person's attempt of that number; 404 for everybody else's."""
    attempt = await attempt_of(present_person().subject, number)
    if attempt is None:
        abort(404)
    return attempt


@blueprint.get("/payments/send/<number>")
@applicant_page
async def send(number: str) -> str | WerkzeugResponse:
    """The form that takes the browser to the gateway: sent by script, or by its button."""
    attempt = await _own_attempt(number)
    gateway = payment_room().gateways.get(attempt.gateway)
    if attempt.state is not AttemptState.PENDING or gateway is None:
        return redirect(f"{RETURN_PATH}/{number}", 303)
    items = await PaymentItem.filter(attempt_id=attempt.id).prefetch_related("case")
    base, types = portal().settings.base_url, portal().case_types
    language: Language = "en" if attempt.language == "en" else "zh-Hant-TW"
    form = gateway.checkout(
        Order(
            number=attempt.number,
            amount=attempt.amount,
            method=MethodName(attempt.method),
            items=tuple(
                f"{types.of_case(item.case.case_type).title.in_(language)} {item.case.receipt_number}"[:80]
                for item in items
            ),
            description=_("Application fee"),
            created_at=attempt.created_at,
            language=language,
            callback_url=base + callback_path(gateway.name),
            return_url=f"{base}{RETURN_PATH}?attempt={attempt.number}",
            back_url=f"{base}{RETURN_PATH}/{attempt.number}",
        )
    )
    address = urlsplit(form.action)
    current_page().form_action.append(f"{address.scheme}://{address.netloc}")
    return await render_template("payments/send.html", checkout=form, attempt=attempt, method=method)


@blueprint.route(RETURN_PATH, methods=["GET", "POST"])
async def come_back() -> WerkzeugResponse:
    """The browser comes back by a post of the gateway's page. What it brings along is not read."""
    number = request.args.get("attempt", "")
    return redirect(f"{RETURN_PATH}/{number}" if number.isascii() and number.isalnum() else "/payments", 303)


@blueprint.get(f"{RETURN_PATH}/<number>")
@applicant_page
async def outcome(number: str) -> str:
    """Shows where an attempt stands. Settles nothing; lets the worker ask the gateway soon."""
    attempt = await _own_attempt(number)
    if attempt.state is AttemptState.PENDING:
        await payment_room().attempts.ask_soon(number, present_person().subject)
    receipts = await FeeReceipt.filter(attempt_id=attempt.id).prefetch_related("case").order_by("number")
    money = await ReceivedMoney.filter(attempt_id=attempt.id).order_by("id")
    return await render_template(
        "payments/outcome.html",
        attempt=attempt,
        receipts=receipts,
        refund_due=sum(each.refund_due for each in money),
        method=method(MethodName(attempt.method)),
    )


@blueprint.post("/payments/callback/<name>")
async def callback(name: str) -> Response:
    """The gateway's server reports. Signature, merchant, order, amount, then one settlement; a repeat is acknowledged."""
    gateway = payment_room().gateways.get(name)
    if gateway is None:
        abort(404)
    fields = _single_values((await request.form).lists())
    evidence = gateway.read_callback(fields) if fields is not None else None
    if evidence is None or isinstance(evidence, Rejection):
        reason = evidence.reason if isinstance(evidence, Rejection) else "repeated fields"
        log.warning("callback_refused", gateway=name, reason=reason)
        answer = gateway.answer(understood=False)
    else:
        settlement = await payment_room().settlements.settle(evidence.attempt_number, evidence)
        log.info("callback", gateway=name, attempt=evidence.attempt_number, result=settlement.result)
        answer = gateway.answer(settlement.understood)
    return Response(answer.body, answer.status, content_type="text/plain; charset=utf-8")


def _single_values(fields: Iterable[tuple[str, list[str]]]) -> Mapping[str, str] | None:
    """The posted fields, or None when one is there twice: which of the two was signed cannot be said."""
    single: dict[str, str] = {}
    for name, values in fields:
        if len(values) != 1:
            return None
        single[name] = values[0]
    return single


class AskForm(HouseForm):
    """Which payment the gateway is to be asked about."""

    number = StringField(
        __("Payment number"), filters=[halfwidth], validators=[required(__("Enter the number of the payment."))]
    )


@blueprint.route("/officers/payments", methods=["GET", "POST"])
@reviewer_page
async def refunds_due() -> str | WerkzeugResponse:
    """Money that arrived and could not be used, for staff: what, when and why; and a question to the gateway."""
    form = await bound(AskForm)
    if request.method == "POST" and form.validate():
        if await payment_room().attempts.ask_again(form.number.data or ""):
            log.info("query_wanted", attempt=form.number.data, officer=present_person().subject)
            return redirect("/officers/payments?asked=1", 303)
        form.add_error("number", _("There is no unpaid payment with this number."))
    money = await ReceivedMoney.filter(refund_due__gt=0).prefetch_related("attempt").order_by("-received_at").limit(200)
    late = (
        await ReceivedMoney.filter(late=True, refund_due=0)
        .prefetch_related("attempt")
        .order_by("-received_at")
        .limit(50)
    )
    return await render_template(
        "payments/refunds.html", form=form, money=money, late=late, asked="asked" in request.args
    )
