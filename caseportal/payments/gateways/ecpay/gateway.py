"""ECPay as a gateway: the form to its checkout, its callbacks, its query."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar, Final
from urllib.parse import parse_qsl

import httpx

from caseportal.payments.evidence import EvidenceSource, GatewayEvidence, PaymentOutcome, Rejection, RejectionReason
from caseportal.payments.gateways.base import CallbackAnswer, CheckoutForm, Gateway, HealthReport, Order
from caseportal.payments.gateways.ecpay.checkmac import is_signed, signed
from caseportal.payments.methods import MethodName
from shared.clock import TAIPEI

_CHECKOUT_PATH: Final = "/Cashier/AioCheckOut/V5"
_QUERY_PATH: Final = "/Cashier/QueryTradeInfo/V5"
_MOMENT: Final = "%Y/%m/%d %H:%M:%S"
_TRADE_NUMBER: Final = re.compile(r"[0-9A-Za-z]{1,20}")
_STAGE_MERCHANT: Final = "3002607"
_CHOICES: Final = {MethodName.CREDIT_CARD: "Credit"}
_QUERY_SECONDS: Final = 10

# RtnCode of a callback: paid, and the codes that say “number issued, nothing paid yet” (ATM, then stores).
_RTN_PAID: Final = "1"
_RTN_ISSUED: Final = frozenset({"2", "10100073"})
# TradeStatus of a query: paid, and not paid yet. Everything else is a failure.
_STATUS_PAID: Final = "1"
_STATUS_OPEN: Final = frozenset({"", "0"})


@dataclass(frozen=True)
class _Account:
    """The merchant's account with ECPay."""

    merchant_id: str
    hash_key: str
    hash_iv: str
    address: str


class EcpayGateway(Gateway):
    """ECPay's all-in-one checkout.

    Settings: `merchant_id`, `hash_key`, `hash_iv`, `address` (the service's root, such as
    `https://payment.ecpay.com.tw`).
    """

    name: ClassVar[str] = "ecpay"
    methods: ClassVar[frozenset[MethodName]] = frozenset(_CHOICES)

    def __init__(self, settings: Mapping[str, str]) -> None:
        """Take the account; what is missing is told by `health`."""
        self._account = _Account(
            merchant_id=settings.get("merchant_id", ""),
            hash_key=settings.get("hash_key", ""),
            hash_iv=settings.get("hash_iv", ""),
            address=settings.get("address", "").rstrip("/"),
        )

    def checkout(self, order: Order) -> CheckoutForm:
        """Give the signed AioCheckOut form. The gateway shows its own pages in the person's language."""
        fields = {
            "MerchantID": self._account.merchant_id,
            "MerchantTradeNo": order.number,
            "MerchantTradeDate": order.created_at.astimezone(TAIPEI).strftime(_MOMENT),
            "PaymentType": "aio",
            "TotalAmount": str(order.amount),
            "TradeDesc": order.description,
            "ItemName": "#".join(order.items),
            "ReturnURL": order.callback_url,
            "OrderResultURL": order.return_url,
            "ClientBackURL": order.back_url,
            "ChoosePayment": _CHOICES[order.method],
            "EncryptType": "1",
        }
        if order.language == "en":
            fields["Language"] = "ENG"
        return CheckoutForm(self._account.address + _CHECKOUT_PATH, self._sign(fields))

    def read_callback(self, fields: Mapping[str, str]) -> GatewayEvidence | Rejection:
        """Check signature, then merchant, then form; say what the report proves."""
        rejection = self._believe(fields)
        if rejection is not None:
            return rejection
        code = fields.get("RtnCode", "")
        outcome = PaymentOutcome.FAILED
        if code == _RTN_PAID:
            outcome = PaymentOutcome.PAID
        elif code in _RTN_ISSUED:
            outcome = PaymentOutcome.PENDING
        return self._evidence(fields, outcome, code, EvidenceSource.CALLBACK)

    def answer(self, understood: bool) -> CallbackAnswer:
        """Give `1|OK`, or a refusal that makes ECPay repeat its report (every 5 to 15 minutes, four times a day)."""
        return CallbackAnswer(200, "1|OK") if understood else CallbackAnswer(400, "0|Error")

    async def query(self, client: httpx.AsyncClient, number: str, now: datetime) -> GatewayEvidence | Rejection:
        """Ask QueryTradeInfo. The answer is signed like a callback; the time stamp is good for three minutes."""
        fields = self._sign(
            {
                "MerchantID": self._account.merchant_id,
                "MerchantTradeNo": number,
                "TimeStamp": str(int(now.timestamp())),
            }
        )
        try:
            response = await client.post(self._account.address + _QUERY_PATH, data=fields, timeout=_QUERY_SECONDS)
        except httpx.HTTPError as error:
            return Rejection(RejectionReason.UNREACHABLE, type(error).__name__)
        if response.status_code != httpx.codes.OK:
            return Rejection(RejectionReason.UNREACHABLE, f"status {response.status_code}")
        answered = dict(parse_qsl(response.text, keep_blank_values=True))
        rejection = self._believe(answered)
        if rejection is not None:
            return rejection
        if answered["MerchantTradeNo"] != number:
            return Rejection(RejectionReason.MALFORMED, "the answer is about another order")
        status = answered.get("TradeStatus", "")
        outcome = PaymentOutcome.FAILED
        if status == _STATUS_PAID:
            outcome = PaymentOutcome.PAID
        elif status in _STATUS_OPEN:
            outcome = PaymentOutcome.PENDING
        return self._evidence(answered, outcome, status, EvidenceSource.QUERY)

    def health(self) -> HealthReport:
        """Name what is missing, and warn of the public stage account."""
        account = self._account
        missing = [
            f"ecpay: {name} is not set"
            for name in ("merchant_id", "hash_key", "hash_iv", "address")
            if not getattr(account, name)
        ]
        warnings = ("ecpay: this is the public stage account",) if account.merchant_id == _STAGE_MERCHANT else ()
        return HealthReport(tuple(missing), warnings)

    def _sign(self, fields: Mapping[str, str]) -> dict[str, str]:
        return signed(fields, self._account.hash_key, self._account.hash_iv)

    def _believe(self, fields: Mapping[str, str]) -> Rejection | None:
        """Check who speaks before reading what is said."""
        if not self.health().usable:
            return Rejection(RejectionReason.SIGNATURE, "no account is configured")
        if not is_signed(fields, self._account.hash_key, self._account.hash_iv):
            return Rejection(RejectionReason.SIGNATURE, "CheckMacValue does not match")
        if fields.get("MerchantID") != self._account.merchant_id:
            return Rejection(RejectionReason.MERCHANT, "another merchant's message")
        if _TRADE_NUMBER.fullmatch(fields.get("MerchantTradeNo", "")) is None:
            return Rejection(RejectionReason.MALFORMED, "MerchantTradeNo")
        return None

    def _evidence(
        self, fields: Mapping[str, str], outcome: PaymentOutcome, code: str, source: EvidenceSource
    ) -> GatewayEvidence | Rejection:
        amount, trade_number = fields.get("TradeAmt", ""), fields.get("TradeNo", "")
        if not (amount.isascii() and amount.isdigit()):
            return Rejection(RejectionReason.MALFORMED, "TradeAmt")
        if outcome is PaymentOutcome.PAID and _TRADE_NUMBER.fullmatch(trade_number) is None:
            return Rejection(RejectionReason.MALFORMED, "TradeNo")
        return GatewayEvidence(
            gateway=self.name,
            merchant_id=self._account.merchant_id,
            attempt_number=fields["MerchantTradeNo"],
            trade_number=trade_number,
            amount=int(amount),
            outcome=outcome,
            source=source,
            paid_at=_moment(fields.get("PaymentDate", "")),
            simulated=fields.get("SimulatePaid", "0") == "1",
            code=code,
        )


def _moment(text: str) -> datetime | None:
    """Read the gateway's Taipei time; None for what is no time, since the date decides nothing."""
    try:
        return datetime.strptime(text, _MOMENT).replace(tzinfo=TAIPEI).astimezone(UTC)
    except ValueError:
        return None
