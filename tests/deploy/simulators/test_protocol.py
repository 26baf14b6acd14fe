"""The simulator's half of the protocol agrees with the published vectors, not only with our other half."""

import pytest

from deploy.simulators.ecpay.protocol import checkout_fault, mac, with_mac
from tests.caseportal.payments.gateways.test_checkmac import VECTORS

ORDER = {
    "MerchantID": "3002607", "MerchantTradeNo": "GH261121ABCDEFGHJKLM", "MerchantTradeDate": "2026/11/21 09:00:00",
    "PaymentType": "aio", "TotalAmount": "1000", "TradeDesc": "fee", "ItemName": "permit",
    "ReturnURL": "http://localhost:8500/x", "ChoosePayment": "Credit", "EncryptType": "1",
}  # fmt: skip


@pytest.mark.parametrize(("fields", "expected"), VECTORS)
def test_published_vectors(fields: dict[str, str], expected: str) -> None:
    """Every published SHA-256 vector reproduces here, too."""
    assert mac(fields) == expected


def test_a_right_order_is_taken() -> None:
    """An order as the specification wants it has no fault."""
    assert checkout_fault(with_mac(ORDER)) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"TotalAmount": "0"},
        {"TotalAmount": "1.5"},
        {"MerchantTradeNo": "a-b"},
        {"MerchantID": "1"},
        {"PaymentType": "x"},
    ],
    ids=str,
)
def test_wrong_orders_are_refused(changes: dict[str, str]) -> None:
    """Well signed orders with values that the specification forbids are refused."""
    assert checkout_fault(with_mac(ORDER | changes)) is not None


def test_unsigned_and_incomplete_orders_are_refused() -> None:
    """Without a signature, or without a required field, an order is refused."""
    assert checkout_fault(ORDER) is not None
    assert checkout_fault(with_mac({name: value for name, value in ORDER.items() if name != "ReturnURL"})) is not None
