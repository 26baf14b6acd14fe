"""What the worker of the portal does again and again. Rooms declare their jobs; `caseportal.worker` runs them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Job:
    """One kind of work. `run` does what is due and gives how much that was; it may be called by several workers."""

    name: str
    every: timedelta
    """The pause between two rounds; a round that found work is followed by the next at once."""
    run: Callable[[], Awaitable[int]]
