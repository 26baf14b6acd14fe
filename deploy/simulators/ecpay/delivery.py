"""How the gateway reports a payment to the merchant's server, well or badly."""

import asyncio
from collections.abc import Coroutine
from datetime import datetime
from typing import Any

import httpx

from deploy.simulators.ecpay.behaviour import Behaviour
from deploy.simulators.ecpay.orders import Order, Orders, taipei_time
from deploy.simulators.ecpay.protocol import MERCHANT_ID, with_mac

_TRIES = 3


def result_fields(order: Order, now: datetime, behaviour: Behaviour = Behaviour.NORMAL) -> dict[str, str]:
    """Give the signed fields of a report, with the fault that was asked for."""
    paid = order.status == "1"
    amount = int(order.amount) - 1 if behaviour is Behaviour.WRONG_AMOUNT else int(order.amount)
    fields = with_mac(
        {
            "MerchantID": MERCHANT_ID,
            "MerchantTradeNo": order.number,
            "StoreID": "",
            "RtnCode": "1" if paid else "10100058",
            "RtnMsg": "Succeeded" if paid else "Card declined",
            "TradeNo": order.trade_number,
            "TradeAmt": str(amount),
            "PaymentDate": order.paid_at or taipei_time(now),
            "PaymentType": "Credit_CreditCard",
            "PaymentTypeChargeFee": str(round(int(order.amount) * 0.02)),
            "TradeDate": order.fields["MerchantTradeDate"],
            "SimulatePaid": "1" if behaviour is Behaviour.SIMULATED else "0",
            "CustomField1": "",
            "CustomField2": "",
            "CustomField3": "",
            "CustomField4": "",
        }
    )
    if behaviour is Behaviour.WRONG_SIGNATURE:
        fields["CheckMacValue"] = "0" * 64
    return fields


def query_fields(order: Order) -> dict[str, str]:
    """Give the signed answer to QueryTradeInfo."""
    return with_mac(
        {
            "MerchantID": MERCHANT_ID,
            "MerchantTradeNo": order.number,
            "StoreID": "",
            "TradeNo": order.trade_number,
            "TradeAmt": order.amount,
            "PaymentDate": order.paid_at,
            "PaymentType": "Credit_CreditCard",
            "HandlingCharge": "0",
            "PaymentTypeChargeFee": "0",
            "TradeDate": order.fields["MerchantTradeDate"],
            "TradeStatus": order.status,
            "ItemName": order.fields["ItemName"],
        }
    )


class Delivery:
    """Reports to merchants. `pause` is in seconds, between tries and before a late report."""

    def __init__(self, orders: Orders, client: httpx.AsyncClient, pause: float = 5.0) -> None:
        self._orders = orders
        self._client = client
        self._pause = pause
        self._running: set[asyncio.Task[None]] = set()

    async def report(self, order: Order, behaviour: Behaviour, now: datetime) -> None:
        """Report as `behaviour` wants; when this returns, the browser may go back."""
        fields = result_fields(order, now, behaviour)
        match behaviour:
            case Behaviour.LOST:
                self._orders.reported(order.number, "-")
            case Behaviour.LATE:
                self._later(self._deliver(order, fields, first_pause=self._pause))
            case Behaviour.TWICE:
                await self._deliver(order, fields)
                await self._deliver(order, fields)
            case _:
                await self._deliver(order, fields)

    async def _deliver(self, order: Order, fields: dict[str, str], first_pause: float = 0) -> None:
        """Report once; repeat in the background while the merchant does not acknowledge."""
        await asyncio.sleep(first_pause)
        if not await self._post(order, fields):
            self._later(self._again(order, fields))

    async def _again(self, order: Order, fields: dict[str, str]) -> None:
        for _ in range(_TRIES - 1):
            await asyncio.sleep(self._pause)
            if await self._post(order, fields):
                return

    async def _post(self, order: Order, fields: dict[str, str]) -> bool:
        try:
            response = await self._client.post(order.fields["ReturnURL"], data=fields, timeout=10)
        except httpx.HTTPError as error:
            self._orders.reported(order.number, type(error).__name__)
            return False
        self._orders.reported(order.number, f"{response.status_code} {response.text[:40]}")
        return response.status_code == httpx.codes.OK and response.text == "1|OK"

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def close(self) -> None:
        """Stop what is still to be reported."""
        for task in list(self._running):
            task.cancel()
        await self._client.aclose()
