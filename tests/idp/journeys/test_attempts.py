"""Wrong answers are counted right, over threads and over processes, on every store."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from idp.journeys import Admitted, Attempts, Locked
from idp.policies.population import LockoutRule
from shared.expiring import open_store
from shared.sealing import Sealer, new_key
from tests.conftest import FakeClock

RULE = LockoutRule(tries=3, minutes=15, source_tries=1000)
KEYS = (f"k1:{new_key()}", new_key())

GUESSES = """
import json, sys
from concurrent.futures import ThreadPoolExecutor
from idp.journeys import Admitted, Attempts
from idp.policies.population import LockoutRule
from shared.expiring import open_store
from shared.sealing import Sealer

url, database, sealing, index = json.loads(sys.argv[1])
attempts = Attempts(open_store(url, database), Sealer([sealing], index))
rule = LockoutRule(tries=3, minutes=15, source_tries=1000)

def guess(_):
    found = attempts.admit(rule, factor="password", population="student", account="meili", source="192.0.2.1")
    if isinstance(found, Admitted):
        attempts.wrong(found)
    return isinstance(found, Admitted)

with ThreadPoolExecutor(8) as pool:
    print(sum(pool.map(guess, range(50))))
"""


def admit(attempts: Attempts, account: str = "meili", source: str = "192.0.2.1", rule: LockoutRule = RULE) -> object:
    """One try of an account from an address."""
    return attempts.admit(rule, factor="password", population="student", account=account, source=source)


@pytest.fixture
def attempts(sqlite_url: str, sealer: Sealer, clock: FakeClock) -> Attempts:
    """A counter on SQLite with a clock that the test moves."""
    return Attempts(open_store(None, sqlite_url, clock), sealer)


@pytest.mark.parametrize("engine", ["sqlite", "postgres", "valkey"])
def test_a_hundred_parallel_guesses_get_three_tries(
    engine: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """Two processes with fifty guesses each get together as many tries as one person in a row."""
    database = request.getfixturevalue("postgres_url") if engine == "postgres" else f"sqlite:///{tmp_path / 'x.db'}"
    url = request.getfixturevalue("valkey_url") if engine == "valkey" else None
    argument = json.dumps([url, database, *KEYS])
    command = [sys.executable, "-c", GUESSES, argument]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    admitted = [int(process.communicate(timeout=60)[0]) for process in processes]
    assert sum(admitted) == 3


def test_the_lock_lasts_the_full_time_from_the_last_wrong_answer(attempts: Attempts, clock: FakeClock) -> None:
    """The door stays shut for the policy's minutes, then opens by itself."""
    for left in (2, 1, 0):
        clock.advance(minutes=4)
        found = admit(attempts)
        assert isinstance(found, Admitted)
        assert attempts.wrong(found) == left
    clock.advance(minutes=14)
    assert admit(attempts) == Locked(15)
    clock.advance(minutes=2)
    assert isinstance(admit(attempts), Admitted)


def test_a_right_answer_forgives(attempts: Attempts) -> None:
    """Whoever gets it right in the end starts anew."""
    for _ in range(10):
        for _ in range(2):
            found = admit(attempts)
            assert isinstance(found, Admitted)
            attempts.wrong(found)
        found = admit(attempts)
        assert isinstance(found, Admitted)
        attempts.right(found)


def test_one_source_cannot_try_everybody(attempts: Attempts) -> None:
    """An address that goes from name to name is stopped; other addresses are not."""
    rule = LockoutRule(tries=3, minutes=15, source_tries=5)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda n: admit(attempts, f"name{n}", rule=rule), range(20)))
    assert sum(isinstance(entry, Admitted) for entry in found) == 5
    assert isinstance(admit(attempts, "name1", "192.0.2.2", rule), Admitted)


def test_one_subscriber_s_ipv6_addresses_are_one_source(attempts: Attempts) -> None:
    """Whoever has a /64 has one budget, not one for each of its addresses."""
    rule = LockoutRule(tries=3, minutes=15, source_tries=5)
    found = [admit(attempts, f"name{n}", f"2001:db8:1:2::{n:x}", rule) for n in range(8)]
    assert sum(isinstance(entry, Admitted) for entry in found) == 5
    assert isinstance(admit(attempts, "name9", "2001:db8:1:3::1", rule), Admitted)
