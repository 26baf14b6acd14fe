"""Settles one attempt in a process of its own: arguments are database, attempt, trade number and amount."""

import asyncio
import sys

from caseportal.payments.evidence import EvidenceSource, GatewayEvidence, PaymentOutcome
from caseportal.payments.settling import Settlements
from shared.clock import utc_now
from tests.caseportal.payments.database import case_writer, opened


async def main(url: str, number: str, trade_number: str, amount: int) -> None:
    """Waits for the starting line on standard input, settles, prints the result."""
    async with opened(url):
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        evidence = GatewayEvidence(
            "ecpay", "3002607", number, trade_number, amount, PaymentOutcome.PAID, EvidenceSource.CALLBACK
        )
        settlement = await Settlements(case_writer(utc_now), utc_now).settle(number, evidence)
        sys.stdout.write(f"{settlement.result}\n")


asyncio.run(main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])))
