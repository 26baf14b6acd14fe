"""The store over Valkey or Redis: one command or one Lua script an operation; the server keeps the time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from shared.expiring.contract import StoreUnavailableError

if TYPE_CHECKING:
    from redis import Redis

_SWAP = """
if redis.call('GET', KEYS[1]) == ARGV[1] then
    redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
    return 1
end
return 0
"""

_COUNT = """
local total = redis.call('INCRBY', KEYS[1], ARGV[1])
if redis.call('PTTL', KEYS[1]) < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return total
"""


def _name(kind: str, key: str) -> str:
    return f"gatehouse:{kind}:{key}"


def _milliseconds(span: timedelta) -> int:
    return max(1, int(span.total_seconds() * 1000))


class ValkeyExpiringStore:
    """An ExpiringStore in a Valkey or Redis server. Counters and values share one name space, as in SQL."""

    def __init__(self, client: Redis) -> None:
        self._client = client
        self._swap = client.register_script(_SWAP)
        self._count = client.register_script(_COUNT)

    @contextmanager
    def _guarded(self) -> Iterator[Redis]:
        from redis.exceptions import RedisError

        try:
            yield self._client
        except RedisError as error:
            raise StoreUnavailableError("the server of short-lived state did not answer") from error

    def put(self, kind: str, key: str, value: str, lifetime: timedelta) -> None:
        """See ExpiringStore.put."""
        with self._guarded() as client:
            client.set(_name(kind, key), value, px=_milliseconds(lifetime))

    def add(self, kind: str, key: str, value: str, lifetime: timedelta) -> bool:
        """See ExpiringStore.add."""
        with self._guarded() as client:
            return bool(client.set(_name(kind, key), value, px=_milliseconds(lifetime), nx=True))

    def get(self, kind: str, key: str) -> str | None:
        """See ExpiringStore.get."""
        with self._guarded() as client:
            return cast("str | None", client.get(_name(kind, key)))

    def take(self, kind: str, key: str) -> str | None:
        """See ExpiringStore.take."""
        with self._guarded() as client:
            return cast("str | None", client.getdel(_name(kind, key)))

    def swap(self, kind: str, key: str, expected: str, value: str, lifetime: timedelta) -> bool:
        """See ExpiringStore.swap."""
        with self._guarded():
            return bool(self._swap(keys=[_name(kind, key)], args=[expected, value, _milliseconds(lifetime)]))

    def delete(self, kind: str, key: str) -> None:
        """See ExpiringStore.delete."""
        with self._guarded() as client:
            client.delete(_name(kind, key))

    def count(self, kind: str, key: str, lifetime: timedelta, step: int = 1) -> int:
        """See ExpiringStore.count."""
        with self._guarded():
            return int(cast("int", self._count(keys=[_name(kind, key)], args=[step, _milliseconds(lifetime)])))

    def peek(self, kind: str, key: str) -> int:
        """See ExpiringStore.peek."""
        return int(self.get(kind, key) or 0)

    def purge(self) -> int:
        """See ExpiringStore.purge; the server removes by itself."""
        return 0

    def ready(self) -> None:
        """See ExpiringStore.ready."""
        with self._guarded() as client:
            client.ping()

    def close(self) -> None:
        """See ExpiringStore.close."""
        self._client.close()
