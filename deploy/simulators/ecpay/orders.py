"""What merchants have sent and what became of it, kept in one file so that a restart forgets nothing."""

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path

from shared.clock import TAIPEI

_MOMENT = "%Y/%m/%d %H:%M:%S"


@dataclass(frozen=True)
class Order:
    """One order. `status` is the TradeStatus of the specification: 0 open, 1 paid, 10200095 refused."""

    fields: dict[str, str]
    trade_number: str
    status: str = "0"
    paid_at: str = ""
    reports: list[str] = field(default_factory=list)
    """What the merchant answered to each report, newest last."""

    @property
    def number(self) -> str:
        """The merchant's number."""
        return self.fields["MerchantTradeNo"]

    @property
    def amount(self) -> str:
        """New Taiwan dollars."""
        return self.fields["TotalAmount"]


def taipei_time(moment: datetime) -> str:
    """Write a moment as the protocol does."""
    return moment.astimezone(TAIPEI).strftime(_MOMENT)


class Orders:
    """The orders by the merchant's number, newest last."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._orders: dict[str, Order] = {}
        if file.exists():
            self._orders = {each["fields"]["MerchantTradeNo"]: Order(**each) for each in json.loads(file.read_text())}

    def get(self, number: str) -> Order | None:
        """Give the order of that number."""
        return self._orders.get(number)

    def newest(self, limit: int = 30) -> list[Order]:
        """Give the last orders, newest first."""
        return list(reversed(self._orders.values()))[:limit]

    def place(self, fields: dict[str, str], now: datetime) -> Order:
        """Take an order; the same number again finds the first one."""
        found = self._orders.get(fields["MerchantTradeNo"])
        if found is not None:
            return found
        return self._keep(Order(fields, f"{now.astimezone(TAIPEI):%y%m%d%H%M}{len(self._orders) % 10**6:06d}"))

    def end(self, order: Order, status: str, now: datetime) -> Order:
        """Record that an order was paid or refused."""
        return self._keep(replace(order, status=status, paid_at=taipei_time(now) if status == "1" else ""))

    def reported(self, number: str, answer: str) -> None:
        """Record what a merchant answered."""
        order = self._orders[number]
        self._keep(replace(order, reports=[*order.reports, answer]))

    def _keep(self, order: Order) -> Order:
        self._orders[order.number] = order
        self._file.parent.mkdir(parents=True, exist_ok=True)
        beside = self._file.with_suffix(".part")
        beside.write_text(json.dumps([asdict(each) for each in self._orders.values()], ensure_ascii=False))
        beside.replace(self._file)
        return order
