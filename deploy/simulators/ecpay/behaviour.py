"""How the gateway treats the next payment."""

from enum import StrEnum


class Behaviour(StrEnum):
    """What happens to the report of a payment. Each holds for one payment; then the gateway behaves again."""

    NORMAL = "normal"
    """Report first, then the browser returns."""
    TWICE = "twice"
    LATE = "late"
    """The browser returns first, the report comes some seconds later."""
    LOST = "lost"
    """No report at all: only a query finds the payment."""
    WRONG_AMOUNT = "wrong_amount"
    WRONG_SIGNATURE = "wrong_signature"
    SIMULATED = "simulated"
    """The merchant console's “simulate a payment”: SimulatePaid is 1 and no money moves."""
    DECLINED = "declined"
    """The card is refused."""
