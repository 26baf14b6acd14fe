"""Addresses of the gateway: its checkout, its query, its card page, and the page that makes it misbehave."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode, urlsplit

from quart import Blueprint, Response, abort, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response as WerkzeugResponse
from wtforms import RadioField, StringField

from deploy.simulators.ecpay.behaviour import Behaviour
from deploy.simulators.ecpay.delivery import Delivery, query_fields, result_fields
from deploy.simulators.ecpay.orders import Orders
from deploy.simulators.ecpay.protocol import MERCHANT_ID, checkout_fault, mac
from shared.clock import Clock
from shared.i18n import gettext as _
from shared.i18n import lazy_gettext as __
from shared.web.errors import ErrorPage, ShowError
from shared.web.forms import HouseForm, halfwidth, required
from shared.web.quart_shell import bound
from shared.web.shell import current_page

PREFIX: Final = "/gateway"
MACHINE_PATHS: Final = frozenset({f"{PREFIX}/Cashier/", f"{PREFIX}/control.json"})
"""Where other sites and programs post."""
_REFUSED: Final = "10200095"
_CARD_DIGITS: Final = 16


class CardForm(HouseForm):
    """A card, as any card page asks for it. Nothing of it is kept."""

    card_number = StringField(
        __("Card number"), filters=[halfwidth], validators=[required(__("Enter the card number."))]
    )
    card_expiry = StringField(
        __("Expiry date"), filters=[halfwidth], validators=[required(__("Enter the expiry date."))]
    )
    card_code = StringField(
        __("Security code"), filters=[halfwidth], validators=[required(__("Enter the security code."))]
    )


class ControlForm(HouseForm):
    """How the next payment is treated."""

    behaviour = RadioField(__("Treat the next payment like this"), coerce=str)


def behaviour_words() -> dict[Behaviour, str]:
    """Name each behaviour for people."""
    return {
        Behaviour.NORMAL: _("As it should be: report, then the browser returns"),
        Behaviour.TWICE: _("Report twice"),
        Behaviour.LATE: _("Report some seconds after the browser has returned"),
        Behaviour.LOST: _("Lose the report: only a query finds the payment"),
        Behaviour.WRONG_AMOUNT: _("Report a wrong amount"),
        Behaviour.WRONG_SIGNATURE: _("Sign the report wrongly"),
        Behaviour.SIMULATED: _("Report a simulated payment, which moves no money"),
        Behaviour.DECLINED: _("Decline the card"),
    }


@dataclass
class Simulator:
    """The running gateway."""

    orders: Orders
    delivery: Delivery
    clock: Clock
    behaviour: Behaviour = Behaviour.NORMAL

    def take_behaviour(self) -> Behaviour:
        """Give the behaviour for this payment and behave again afterwards."""
        taken, self.behaviour = self.behaviour, Behaviour.NORMAL
        return taken


def make_blueprint(gateway: Simulator) -> Blueprint:
    """Give the addresses of one gateway."""
    blueprint = Blueprint("gateway", __name__, url_prefix=PREFIX, template_folder="templates")

    @blueprint.post("/Cashier/AioCheckOut/V5")
    async def checkout() -> WerkzeugResponse:
        """The merchant's order comes in through the person's browser."""
        fields = (await request.form).to_dict()
        fault = checkout_fault(fields)
        if fault is not None:
            raise ShowError(ErrorPage(400, _("The order of the shop is not right"), (fault,)))
        order = gateway.orders.place(fields, gateway.clock())
        language = "en" if fields.get("Language") == "ENG" else "zh-Hant-TW"
        return redirect(f"/language/{language}?{urlencode({'next': f'{PREFIX}/order/{order.number}'})}", 303)

    @blueprint.route("/order/<number>", methods=["GET", "POST"])
    async def pay(number: str) -> str | WerkzeugResponse:
        """The card page; its button pays."""
        order = gateway.orders.get(number)
        if order is None:
            abort(404)
        if order.status != "0":
            return redirect(f"{PREFIX}/order/{number}/back", 303)
        form = await bound(CardForm)
        if request.method == "POST" and (await request.form).get("action") == "cancel":
            return redirect(order.fields.get("ClientBackURL") or PREFIX, 303)
        if request.method == "POST" and form.validate():
            digits = (form.card_number.data or "").replace(" ", "").replace("-", "")
            if digits.isdecimal() and len(digits) == _CARD_DIGITS:
                behaviour = gateway.take_behaviour()
                now = gateway.clock()
                paid = gateway.orders.end(order, _REFUSED if behaviour is Behaviour.DECLINED else "1", now)
                await gateway.delivery.report(paid, behaviour, now)
                return redirect(f"{PREFIX}/order/{number}/back", 303)
            form.add_error("card_number", _("A card number has 16 digits. Any will do here."))
        _allow(order.fields.get("ClientBackURL", ""))
        return await render_template("gateway/card.html", form=form, order=order)

    @blueprint.get("/order/<number>/back")
    async def back(number: str) -> str:
        """The form that takes the browser back to the shop, with the signed result."""
        order = gateway.orders.get(number)
        if order is None or order.status == "0":
            abort(404)
        address = order.fields.get("OrderResultURL") or order.fields.get("ClientBackURL", "")
        _allow(address)
        return await render_template(
            "gateway/back.html", order=order, address=address, fields=result_fields(order, gateway.clock())
        )

    @blueprint.post("/Cashier/QueryTradeInfo/V5")
    async def query() -> Response:
        """The merchant's server asks what became of an order."""
        fields = (await request.form).to_dict()
        order = gateway.orders.get(fields.get("MerchantTradeNo", ""))
        fresh = (
            fields.get("TimeStamp", "").isdecimal()
            and abs(int(fields["TimeStamp"]) - gateway.clock().timestamp()) <= 180
        )
        if (
            order is None
            or not fresh
            or fields.get("CheckMacValue") != mac(fields)
            or fields["MerchantID"] != MERCHANT_ID
        ):
            return Response("TradeStatus=10200047", content_type="text/html; charset=utf-8")
        return Response(urlencode(query_fields(order)), content_type="text/html; charset=utf-8")

    @blueprint.route("/", methods=["GET", "POST"])
    async def control() -> str | WerkzeugResponse:
        """Shows the orders; sets how the next payment is treated."""
        form = await bound(ControlForm, behaviour=gateway.behaviour.value)
        form.behaviour.choices = [(each.value, words) for each, words in behaviour_words().items()]
        if request.method == "POST" and form.validate():
            gateway.behaviour = Behaviour(form.behaviour.data)
            return redirect(f"{PREFIX}/?saved=1", 303)
        return await render_template(
            "gateway/control.html",
            form=form,
            orders=gateway.orders.newest(),
            saved="saved" in request.args,
            words=behaviour_words()[gateway.behaviour],
        )

    @blueprint.route("/control.json", methods=["GET", "POST"])
    async def control_json() -> Response:
        """The same for tests: `{"behaviour": "twice"}` sets it; the answer tells it and the orders."""
        if request.method == "POST":
            try:
                gateway.behaviour = Behaviour(str((await request.get_json()).get("behaviour")))
            except ValueError:
                abort(400)
        orders = [
            {"number": each.number, "amount": int(each.amount), "status": each.status, "reports": each.reports}
            for each in gateway.orders.newest()
        ]
        return jsonify({"behaviour": gateway.behaviour, "orders": orders})

    return blueprint


def _allow(address: str) -> None:
    """Let a form of this page lead to the shop."""
    parts = urlsplit(address)
    if parts.scheme in ("http", "https"):
        current_page().form_action.append(f"{parts.scheme}://{parts.netloc}")
