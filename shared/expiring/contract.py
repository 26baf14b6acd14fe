"""What a store of short-lived values promises."""

from __future__ import annotations

from datetime import timedelta
from typing import Protocol


class StoreUnavailableError(Exception):
    """The store did not answer; nothing may be assumed, so the caller must refuse."""


class ExpiringStore(Protocol):
    """Values under (kind, key), gone when their lifetime is over. Kinds are short names such as `journey`; keys any text."""

    def put(self, kind: str, key: str, value: str, lifetime: timedelta) -> None:
        """Keeps the value, replacing what is there."""
        ...

    def add(self, kind: str, key: str, value: str, lifetime: timedelta) -> bool:
        """Keeps the value only if there is none; says whether it did."""
        ...

    def get(self, kind: str, key: str) -> str | None:
        """The value, or None when there is none or its time is over."""
        ...

    def take(self, kind: str, key: str) -> str | None:
        """The value, once: of any number of callers at most one gets it."""
        ...

    def swap(self, kind: str, key: str, expected: str, value: str, lifetime: timedelta) -> bool:
        """Replaces the value only if it is still `expected`; says whether it did."""
        ...

    def delete(self, kind: str, key: str) -> None:
        """Forgets the value."""
        ...

    def count(self, kind: str, key: str, lifetime: timedelta, step: int = 1) -> int:
        """Adds `step` to a counter and gives the sum; the lifetime starts with the first step and is not prolonged."""
        ...

    def peek(self, kind: str, key: str) -> int:
        """The counter's sum, 0 when there is none."""
        ...

    def purge(self) -> int:
        """Removes what is over; says how many rows (0 where the store does so by itself)."""
        ...

    def ready(self) -> None:
        """Returns when the store answers; raises StoreUnavailableError when not."""
        ...

    def close(self) -> None:
        """Closes the store's connections."""
        ...
