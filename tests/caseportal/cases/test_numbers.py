"""Numbers stay unique however many processes give them."""

import asyncio
import sys

import pytest

from shared.sealing import new_key

PROCESSES, EACH = 8, 6


@pytest.mark.asyncio
async def test_numbers_of_eight_processes_are_unique_and_without_gaps(portal_database: str) -> None:
    """Eight processes submit at once: every case gets a number, none twice, none left out."""
    arguments = [portal_database, str(EACH), f"t1:{new_key()}", new_key()]
    running = [
        await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.caseportal.cases.submit_in_process",
            *arguments,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        for _ in range(PROCESSES)
    ]
    answers = await asyncio.gather(*(process.communicate() for process in running))
    assert all(process.returncode == 0 for process in running), answers[0][1].decode()[-2000:]
    numbers = sorted(line for out, _ in answers for line in out.decode().split())
    assert [number[3:] for number in numbers] == [f"{serial:09d}" for serial in range(1, PROCESSES * EACH + 1)]
