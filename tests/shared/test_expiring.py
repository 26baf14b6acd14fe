"""The store of take-once and counted values keeps its promises on SQLite, PostgreSQL and Valkey."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from shared.expiring import ExpiringStore, StoreUnavailableError, open_store

MINUTE = timedelta(minutes=1)


@pytest.fixture(params=["sqlite", "postgres", "valkey"])
def store(request: pytest.FixtureRequest) -> Iterator[ExpiringStore]:
    """A store over each engine."""
    url = request.getfixturevalue(f"{request.param}_url")
    opened = open_store(url, "") if request.param == "valkey" else open_store(None, url)
    yield opened
    opened.close()


def test_a_value_is_taken_once(store: ExpiringStore) -> None:
    """The second taker finds nothing."""
    store.put("code", "a", "1", MINUTE)
    assert [store.take("code", "a"), store.take("code", "a")] == ["1", None]


def test_one_of_many_parallel_takers_wins(store: ExpiringStore) -> None:
    """Twenty threads at once: exactly one gets the value."""
    store.put("code", "a", "1", MINUTE)
    gate = threading.Barrier(20)

    def take(_: int) -> str | None:
        gate.wait()
        return store.take("code", "a")

    with ThreadPoolExecutor(20) as pool:
        assert [value for value in pool.map(take, range(20)) if value] == ["1"]


def test_parallel_counts_are_all_counted(store: ExpiringStore) -> None:
    """A hundred parallel steps give a hundred different sums."""
    with ThreadPoolExecutor(10) as pool:
        sums = list(pool.map(lambda _: store.count("tries", "a", MINUTE), range(100)))
    assert sorted(sums) == list(range(1, 101))
    assert store.peek("tries", "a") == 100


def test_swap_needs_the_expected_value(store: ExpiringStore) -> None:
    """Compare-and-set refuses a stale writer."""
    store.put("journey", "a", "one", MINUTE)
    assert store.swap("journey", "a", "one", "two", MINUTE)
    assert not store.swap("journey", "a", "one", "three", MINUTE)
    assert store.get("journey", "a") == "two"


def test_add_does_not_replace(store: ExpiringStore) -> None:
    """Only the first add is kept."""
    assert store.add("jti", "a", "1", MINUTE)
    assert not store.add("jti", "a", "2", MINUTE)
    assert store.get("jti", "a") == "1"


def test_a_value_ends_with_its_lifetime(store: ExpiringStore) -> None:
    """After the lifetime nothing is found, counters start anew, and add succeeds again."""
    short = timedelta(milliseconds=300)
    store.put("code", "a", "1", short)
    store.count("tries", "a", short, 5)
    store.add("jti", "a", "1", short)
    time.sleep(0.45)
    assert store.get("code", "a") is None
    assert store.take("code", "a") is None
    assert store.count("tries", "a", MINUTE) == 1
    assert store.add("jti", "a", "2", MINUTE)


def test_kinds_do_not_meet(store: ExpiringStore) -> None:
    """The same key under two kinds is two values."""
    store.put("one", "a", "1", MINUTE)
    store.put("two", "a", "2", MINUTE)
    store.delete("one", "a")
    assert (store.get("one", "a"), store.get("two", "a")) == (None, "2")


def test_a_server_that_is_gone_is_an_error() -> None:
    """Nothing is assumed when the store does not answer."""
    store = open_store("redis://127.0.0.1:1/0", "")
    with pytest.raises(StoreUnavailableError):
        store.count("tries", "a", MINUTE)


def test_processes_that_start_at_once_all_open(postgres_url: str) -> None:
    """Many first openings of an empty PostgreSQL database: none fails because another made the table."""
    gate = threading.Barrier(8)

    def start(_: int) -> ExpiringStore:
        gate.wait()
        return open_store(None, postgres_url)

    with ThreadPoolExecutor(8) as pool:
        for opened in pool.map(start, range(8)):
            opened.close()
