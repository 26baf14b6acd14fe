"""The detector of blocking calls detects."""

import asyncio
import time

import pytest

from tests.caseportal.blocking import BlockingCallError, no_blocking_calls


@pytest.mark.asyncio
async def test_sleeping_on_the_loop_is_found_and_in_a_thread_is_not() -> None:
    """The same call raises on the event loop and works beside it."""
    with no_blocking_calls():
        with pytest.raises(BlockingCallError, match="sleep"):
            time.sleep(0)
        await asyncio.to_thread(time.sleep, 0)
