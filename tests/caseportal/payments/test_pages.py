"""The way of a payment over HTTP: portal, gateway simulator, reports good and bad, and back."""

import asyncio
import re
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from caseportal.cases.states import CaseState
from caseportal.models.cases import Case
from caseportal.models.payments import FeeReceipt, PaymentAttempt, ReceivedMoney
from caseportal.payments.gateways.ecpay.checkmac import signed
from caseportal.payments.states import AttemptState
from deploy.simulators.ecpay.behaviour import Behaviour
from tests.caseportal.payments.conftest import STAGE_ACCOUNT
from tests.caseportal.payments.database import approved_case, opened
from tests.caseportal.payments.site import CARD, PEOPLE, Site
from tests.conftest import FakeClock

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def site(tmp_path: Path, sqlite_url: str, clock: FakeClock) -> AsyncIterator[Site]:
    """Portal and gateway."""
    async with opened(sqlite_url, fresh=True):
        site = Site(tmp_path, sqlite_url, clock)
        yield site
        await site.close()


def hidden_fields(html: str) -> dict[str, str]:
    """The hidden fields of a page's form."""
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", html):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        assert name
        found[unescape(name[1])] = unescape(value[1]) if value else ""
    return found


def action_of(html: str, form_id: str) -> str:
    """Where the form of that id posts to."""
    tag = re.search(rf'<form id="{form_id}"[^>]*action="([^"]*)"', html)
    assert tag
    return unescape(tag[1])


async def go_to_gateway(browser: httpx.AsyncClient, *cases: Case) -> httpx.Response:
    """From the list to the gateway's card page."""
    selection = "&".join(f"case={case.id}" for case in cases)
    page = await browser.get(f"/payments/breakdown?{selection}")
    assert page.status_code == 200
    page = await browser.get(f"/payments/method?{selection}")
    page = await browser.post(
        f"/payments/method?{selection}", data=hidden_fields(page.text) | {"method": "credit_card", "action": "continue"}
    )
    return await browser.post(action_of(page.text, "checkout"), data=hidden_fields(page.text))


async def pay_at_gateway(browser: httpx.AsyncClient, card_page: httpx.Response) -> httpx.Response:
    """From the card page back to the portal."""
    page = await browser.post(str(card_page.url), data=hidden_fields(card_page.text) | CARD)
    return await browser.post(action_of(page.text, "back"), data=hidden_fields(page.text))


async def paid_with(site: Site, behaviour: Behaviour) -> tuple[httpx.Response, Case, PaymentAttempt]:
    """One payment that the gateway treats like that: the page at the end, the case, the attempt."""
    case = await approved_case()
    site.simulator.behaviour = behaviour
    async with site.browser("student-1") as browser:
        page = await pay_at_gateway(browser, await go_to_gateway(browser, case))
    await case.refresh_from_db()
    return page, case, await PaymentAttempt.get()


async def test_the_whole_way(site: Site) -> None:
    """List, breakdown, method, gateway, card, back: the case is paid and the page says so."""
    case = await approved_case()
    async with site.browser("student-1") as browser:
        listed = await browser.get("/payments")
        assert case.receipt_number in listed.text
        assert "NT$1,000" in listed.text
        card_page = await go_to_gateway(browser, case)
        assert "Card payment" in card_page.text
        assert "NT$1,000" in card_page.text
        done = await pay_at_gateway(browser, card_page)
    assert "/payments/return/GH" in str(done.url)
    assert "Payment complete" in done.text
    assert (await FeeReceipt.get()).number in done.text
    await case.refresh_from_db()
    assert case.state is CaseState.PAID


async def test_the_same_in_chinese(site: Site) -> None:
    """Every page of the way is in Chinese when the person is, the gateway's too."""
    case = await approved_case()
    async with site.browser("student-1", "zh-TW") as browser:
        assert "線上繳費" in (await browser.get("/payments")).text
        assert "繳費明細" in (await browser.get(f"/payments/breakdown?case={case.id}")).text
        card_page = await go_to_gateway(browser, case)
        assert "信用卡付款" in card_page.text
        assert "交易成功" in (await pay_at_gateway(browser, card_page)).text


async def test_a_report_that_comes_twice(site: Site) -> None:
    """Both reports are acknowledged; there is one receipt."""
    _page, case, attempt = await paid_with(site, Behaviour.TWICE)
    order = site.orders.get(attempt.number)
    assert order is not None
    assert order.reports == ["200 1|OK", "200 1|OK"]
    assert case.state is CaseState.PAID
    assert await FeeReceipt.all().count() == 1


async def test_a_report_after_the_return(site: Site) -> None:
    """The browser is back first: the page waits and settles nothing; the report then pays."""
    page, case, attempt = await paid_with(site, Behaviour.LATE)
    assert "Waiting for the payment service" in page.text
    assert case.state is CaseState.APPROVED
    async with asyncio.timeout(5), site.browser("student-1") as browser:
        while "Payment complete" not in (await browser.get(f"/payments/return/{attempt.number}")).text:
            await asyncio.sleep(0.02)


async def test_a_lost_report_is_found_by_asking(site: Site) -> None:
    """Nothing is reported; coming back makes the worker ask, and the query pays."""
    page, case, _attempt = await paid_with(site, Behaviour.LOST)
    assert "Waiting" in page.text
    async with site.browser() as client:
        assert await site.payments.attempts.sweep(client) == 1
    await case.refresh_from_db()
    assert case.state is CaseState.PAID
    assert (await ReceivedMoney.get()).source == "query"


@pytest.mark.parametrize(
    ("behaviour", "answer", "money"),
    [
        (Behaviour.WRONG_AMOUNT, "400 0|Error", 1),
        (Behaviour.WRONG_SIGNATURE, "400 0|Error", 0),
        (Behaviour.SIMULATED, "200 1|OK", 0),
    ],
)
async def test_reports_that_must_not_pay(site: Site, behaviour: Behaviour, answer: str, money: int) -> None:
    """Wrong amount, wrong signature and simulated payment leave the case unpaid; only real money is kept."""
    page, case, attempt = await paid_with(site, behaviour)
    order = site.orders.get(attempt.number)
    assert order is not None
    assert order.reports[0] == answer
    assert case.state is CaseState.APPROVED
    assert "Payment complete" not in page.text
    assert await ReceivedMoney.all().count() == money


async def test_a_declined_card(site: Site) -> None:
    """The attempt fails with words, and the person can try again with a new number."""
    page, case, attempt = await paid_with(site, Behaviour.DECLINED)
    assert attempt.state is AttemptState.FAILED
    assert "The payment was not completed" in page.text
    async with site.browser("student-1") as browser:
        await pay_at_gateway(browser, await go_to_gateway(browser, case))
    await case.refresh_from_db()
    assert case.state is CaseState.PAID
    assert await PaymentAttempt.all().count() == 2


async def test_only_the_payer_sees_an_attempt(site: Site) -> None:
    """Another student finds no such payment, nor the case in a breakdown; somebody not signed in is led to sign in."""
    _page, case, attempt = await paid_with(site, Behaviour.LOST)
    async with site.browser("student-2") as browser:
        assert (await browser.get(f"/payments/return/{attempt.number}")).status_code == 404
        assert (await browser.get(f"/payments/send/{attempt.number}")).status_code == 404
        assert case.receipt_number not in (await browser.get(f"/payments/breakdown?case={case.id}")).text
    async with site.browser() as browser:
        response = await browser.get("/payments", follow_redirects=False)
        assert response.headers["Location"].startswith("/sso/sign-in")


@pytest.mark.parametrize(
    "changes",
    [
        {"CheckMacValue": "0" * 64},
        {"MerchantID": "9999999"},
        {"TradeAmt": "-1"},
        {"MerchantTradeNo": "../x"},
        {"TradeNo": ""},
    ],
    ids=lambda changes: next(iter(changes)),
)
async def test_reports_that_are_no_evidence(site: Site, changes: dict[str, str]) -> None:
    """A report with a wrong signature, of another merchant, or with values that make no sense is refused."""
    fields = {
        "MerchantID": "3002607", "MerchantTradeNo": "GH1", "RtnCode": "1", "TradeNo": "1", "TradeAmt": "1000",
    }  # fmt: skip
    complete = signed(fields | changes, STAGE_ACCOUNT["hash_key"], STAGE_ACCOUNT["hash_iv"]) | (
        changes if "CheckMacValue" in changes else {}
    )
    async with site.browser() as client:
        response = await client.post("/payments/callback/ecpay", data=complete)
    assert (response.status_code, response.text) == (400, "0|Error")


async def test_a_report_about_an_unknown_order_is_refused(site: Site) -> None:
    """A well signed report about a number that we never gave is refused; so is one with a field twice."""
    fields = signed(
        {"MerchantID": "3002607", "MerchantTradeNo": "GH1", "RtnCode": "1", "TradeNo": "1", "TradeAmt": "1000"},
        STAGE_ACCOUNT["hash_key"],
        STAGE_ACCOUNT["hash_iv"],
    )
    async with site.browser() as client:
        assert (await client.post("/payments/callback/ecpay", data=fields)).status_code == 400
        twice: dict[str, str | list[str]] = {**fields, "TradeAmt": ["1000", "1"]}
        assert (await client.post("/payments/callback/ecpay", data=twice)).status_code == 400
        assert (await client.post("/payments/callback/none", data=fields)).status_code == 404


async def test_staff_see_money_to_be_paid_back(site: Site) -> None:
    """Money of a wrong amount is listed for officers with its reason, and applicants are kept out."""
    _page, _case, attempt = await paid_with(site, Behaviour.WRONG_AMOUNT)
    async with site.browser("officer-1") as browser:
        page = await browser.get("/officers/payments")
        assert attempt.number in page.text
        assert "NT$999" in page.text
        assert "Not the amount of the payment" in page.text
        asked = hidden_fields(page.text) | {"number": attempt.number, "action": "continue"}
        assert "will be asked within seconds" in (await browser.post("/officers/payments", data=asked)).text
        unknown = await browser.post("/officers/payments", data=asked | {"number": "GH0"})
        assert "There is no unpaid payment" in unknown.text
    async with site.browser("student-1") as browser:
        assert (await browser.get("/officers/payments")).status_code == 403


async def test_choosing_nothing_says_so(site: Site) -> None:
    """Going on without a case, or without a way to pay, brings words and an error title."""
    case = await approved_case(owner=PEOPLE["student-1"].subject)
    async with site.browser("student-1") as browser:
        page = await browser.get("/payments/breakdown")
        assert "Choose at least one application" in page.text
        assert "<title>Error:" in re.sub(r"\s+", " ", page.text).replace("<title> ", "<title>")
        form = await browser.get(f"/payments/method?case={case.id}")
        page = await browser.post(f"/payments/method?case={case.id}", data=hidden_fields(form.text))
        assert "Choose how you want to pay." in page.text
        assert (await browser.get("/payments/breakdown?case=nonsense")).status_code == 404
    assert await PaymentAttempt.all().count() == 0
