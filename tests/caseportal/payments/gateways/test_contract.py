"""What every gateway must do: run on each class that a package declares in the entry point group."""

from datetime import UTC, datetime
from importlib.metadata import entry_points

import httpx
import pytest

from caseportal.payments.evidence import GatewayEvidence, Rejection, RejectionReason
from caseportal.payments.gateways.base import Gateway, Order
from caseportal.payments.gateways.ecpay import EcpayGateway
from caseportal.payments.gateways.registry import (
    ENTRY_POINT_GROUP,
    GatewayDeclarationError,
    Gateways,
    collect,
    load_gateways,
)
from caseportal.payments.methods import MethodName
from tests.caseportal.payments.conftest import STAGE_ACCOUNT

NOW = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
ACCOUNTS = {"ecpay": STAGE_ACCOUNT}
CLASSES: list[type[Gateway]] = [entry.load() for entry in entry_points(group=ENTRY_POINT_GROUP)]
each_gateway = pytest.mark.parametrize("gateway_class", CLASSES, ids=lambda each: each.name)


def order(method: MethodName, number: str = "GH261121ABCDEFGHJKLM") -> Order:
    """An order of NT$1,000."""
    return Order(
        number=number,
        amount=1000,
        method=method,
        items=("陸生換發多次證 115000000012",),
        description="申辦規費",
        created_at=NOW,
        language="en",
        callback_url="https://portal.example.gov.tw/payments/callback/x",
        return_url="https://portal.example.gov.tw/payments/return?attempt=GH261121ABCDEFGHJKLM",
        back_url="https://portal.example.gov.tw/payments/return/GH261121ABCDEFGHJKLM",
    )


def configured(gateway_class: type[Gateway]) -> Gateway:
    """The gateway with an account for tests."""
    return gateway_class(ACCOUNTS[gateway_class.name])


@each_gateway
def test_it_says_what_it_is(gateway_class: type[Gateway]) -> None:
    """A gateway has a name fit for addresses, offers a way to pay, and is healthy with its settings."""
    assert gateway_class.name.isascii()
    assert gateway_class.name.isalnum()
    assert gateway_class.name == gateway_class.name.lower()
    assert gateway_class.methods
    assert configured(gateway_class).health().usable


@each_gateway
def test_it_reports_missing_settings_and_is_not_offered(gateway_class: type[Gateway]) -> None:
    """Without settings it says what is missing, raises nothing, and no method is offered by it."""
    bare = gateway_class({})
    assert not bare.health().usable
    gateways = Gateways({bare.name: bare})
    assert all(gateways.offering(method) is None for method in gateway_class.methods)


@each_gateway
def test_it_sends_the_order_whole(gateway_class: type[Gateway]) -> None:
    """The checkout form goes to the gateway's own address and carries number, amount and our three addresses."""
    gateway = configured(gateway_class)
    for method in gateway_class.methods:
        asked = order(method)
        form = gateway.checkout(asked)
        assert form.action.startswith("http")
        values = set(form.fields.values())
        assert {asked.number, "1000", asked.callback_url, asked.return_url, asked.back_url} <= values


@each_gateway
@pytest.mark.parametrize("fields", [{}, {"": ""}, {"CheckMacValue": "é"}, {"TradeAmt": "1" * 10_000, "RtnCode": "1"}])
def test_it_believes_nothing_unsigned(gateway_class: type[Gateway], fields: dict[str, str]) -> None:
    """What is not authenticated is a rejection, whatever it is, also when the gateway has no settings."""
    for gateway in (configured(gateway_class), gateway_class({})):
        rejection = gateway.read_callback(fields)
        assert isinstance(rejection, Rejection)
        assert rejection.reason is RejectionReason.SIGNATURE


@each_gateway
def test_its_two_answers_differ(gateway_class: type[Gateway]) -> None:
    """The gateway can tell an acknowledgement from a refusal."""
    gateway = configured(gateway_class)
    assert gateway.answer(True).status == 200
    assert gateway.answer(True) != gateway.answer(False)


@each_gateway
@pytest.mark.asyncio
@pytest.mark.parametrize("fault", ["gone", "500", "nonsense", "timeout"])
async def test_a_query_that_fails_is_a_rejection(gateway_class: type[Gateway], fault: str) -> None:
    """A gateway that is gone, slow, broken or answers nonsense gives a rejection, never an exception or evidence."""

    def answer(request: httpx.Request) -> httpx.Response:
        if fault == "gone":
            raise httpx.ConnectError("refused", request=request)
        if fault == "timeout":
            raise httpx.ReadTimeout("slow", request=request)
        return httpx.Response(500 if fault == "500" else 200, content=b"\xff\xfe<html>&=1&a=b")

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
        result = await configured(gateway_class).query(client, "GH1", NOW)
    assert isinstance(result, Rejection)
    assert not isinstance(result, GatewayEvidence)


def test_the_registry_loads_what_packages_declare() -> None:
    """The shipped gateway comes through its entry point, with its own section of the settings."""
    gateways = load_gateways({"ecpay": STAGE_ACCOUNT})
    assert isinstance(gateways.get("ecpay"), EcpayGateway)
    assert gateways.offering(MethodName.CREDIT_CARD) is gateways.get("ecpay")
    assert gateways.get("none") is None


def test_two_gateways_of_one_name_stop_the_start() -> None:
    """A name used twice would make callbacks ambiguous."""
    with pytest.raises(GatewayDeclarationError, match="ecpay"):
        collect([EcpayGateway, EcpayGateway], {})
