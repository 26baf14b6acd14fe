"""A worker in a process of its own, to be killed: arguments are database, home, fonts, keys, sealing key, index key."""

import asyncio
import sys
from pathlib import Path

from caseportal.documents.keys import SigningKey
from shared.sealing import Sealer
from tests.caseportal.documents.desk import Desk
from tests.caseportal.payments.database import NOW, opened


async def main(url: str, home: str, fonts: str, keys: str, sealing_key: str, index_key: str) -> None:
    """Does the jobs that are due."""
    async with opened(url):
        desk = Desk(Path(home), Path(fonts), SigningKey(Path(keys)), Sealer([sealing_key], index_key), lambda: NOW)
        await desk.jobs.run_due()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
