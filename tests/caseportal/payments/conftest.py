"""Fixtures of the payment tests: a database, the one writer, a gateway with the public stage account."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from caseportal.payments.attempts import Attempts
from caseportal.payments.gateways.ecpay import EcpayGateway
from caseportal.payments.gateways.registry import Gateways, collect
from caseportal.payments.settling import Settlements
from tests.caseportal.payments.database import case_writer, opened
from tests.conftest import FakeClock

STAGE_ACCOUNT = {
    "merchant_id": "3002607",
    "hash_key": "pwFHCqoQZGmho4w6",
    "hash_iv": "EkRm7iFT261dpevs",
    "address": "http://gateway.test",
}


@pytest_asyncio.fixture
async def tables(database_url: str) -> AsyncIterator[str]:
    """The portal's tables, once on SQLite and once on PostgreSQL; gives the address."""
    async with opened(database_url, fresh=True):
        yield database_url


@pytest.fixture
def gateways() -> Gateways:
    """ECPay with its public stage account."""
    return collect([EcpayGateway], {"ecpay": STAGE_ACCOUNT})


@pytest.fixture
def settlements(clock: FakeClock) -> Settlements:
    """The one way a payment ends."""
    return Settlements(case_writer(clock), clock)


@pytest.fixture
def attempts(gateways: Gateways, settlements: Settlements, clock: FakeClock) -> Attempts:
    """Attempts with that gateway."""
    return Attempts(gateways, settlements, clock)
