"""The same store for asynchronous services: each operation runs in a worker thread, off the event loop."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from shared.expiring.contract import ExpiringStore


class AsyncExpiringStore:
    """An ExpiringStore whose methods are coroutines."""

    def __init__(self, store: ExpiringStore) -> None:
        self._store = store

    async def put(self, kind: str, key: str, value: str, lifetime: timedelta) -> None:
        """See ExpiringStore.put."""
        await asyncio.to_thread(self._store.put, kind, key, value, lifetime)

    async def add(self, kind: str, key: str, value: str, lifetime: timedelta) -> bool:
        """See ExpiringStore.add."""
        return await asyncio.to_thread(self._store.add, kind, key, value, lifetime)

    async def get(self, kind: str, key: str) -> str | None:
        """See ExpiringStore.get."""
        return await asyncio.to_thread(self._store.get, kind, key)

    async def take(self, kind: str, key: str) -> str | None:
        """See ExpiringStore.take."""
        return await asyncio.to_thread(self._store.take, kind, key)

    async def swap(self, kind: str, key: str, expected: str, value: str, lifetime: timedelta) -> bool:
        """See ExpiringStore.swap."""
        return await asyncio.to_thread(self._store.swap, kind, key, expected, value, lifetime)

    async def delete(self, kind: str, key: str) -> None:
        """See ExpiringStore.delete."""
        await asyncio.to_thread(self._store.delete, kind, key)

    async def count(self, kind: str, key: str, lifetime: timedelta, step: int = 1) -> int:
        """See ExpiringStore.count."""
        return await asyncio.to_thread(self._store.count, kind, key, lifetime, step)

    async def peek(self, kind: str, key: str) -> int:
        """See ExpiringStore.peek."""
        return await asyncio.to_thread(self._store.peek, kind, key)

    async def purge(self) -> int:
        """See ExpiringStore.purge."""
        return await asyncio.to_thread(self._store.purge)

    async def ready(self) -> None:
        """See ExpiringStore.ready."""
        await asyncio.to_thread(self._store.ready)

    async def close(self) -> None:
        """See ExpiringStore.close."""
        await asyncio.to_thread(self._store.close)
