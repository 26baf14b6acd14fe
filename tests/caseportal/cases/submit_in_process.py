"""A process that submits cases: `python -m tests.caseportal.cases.submit_in_process URL HOW_MANY SEALING_KEY INDEX_KEY`."""

import asyncio
import sys

from caseportal.cases.states import CaseEvent
from caseportal.models.opening import close_database, open_database
from shared.clock import utc_now
from shared.sealing import Sealer
from tests.caseportal.cases.factory import APPLICANT, draft, writer


async def main(url: str, how_many: int, sealing_key: str, index_key: str) -> None:
    """Writes the receipt number of every case that it submits."""
    sealer = Sealer([sealing_key], index_key)
    await open_database(url)
    try:
        for _ in range(how_many):
            case = await draft(sealer, utc_now)
            outcome = await writer(utc_now).apply(case.id, CaseEvent.SUBMIT, APPLICANT, 1)
            sys.stdout.write(f"{outcome.case.receipt_number if outcome.case else outcome.refusal}\n")
    finally:
        await close_database()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]))
