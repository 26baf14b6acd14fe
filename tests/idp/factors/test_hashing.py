"""Password hashes: the standard's strings, one at a time, never cut."""

from __future__ import annotations

import threading
import time

import argon2
import pytest

from idp.factors import BusyError
from idp.factors.password.hashing import HashGate, PasswordHasher, is_outdated


@pytest.fixture(scope="module")
def hasher() -> PasswordHasher:
    """A hasher with a gate of its own."""
    return PasswordHasher()


def test_strings_are_the_standards(hasher: PasswordHasher) -> None:
    """Ours verify with argon2-cffi and argon2-cffi's with ours: PHC strings with 19 MiB, 2 passes, 1 lane."""
    ours = hasher.hash("正確的密碼 horse")
    assert ours.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert argon2.PasswordHasher().verify(ours, "正確的密碼 horse")
    theirs = argon2.PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1).hash("battery")
    assert hasher.verify(theirs, "battery")
    assert not hasher.verify(theirs, "batterz")
    assert not is_outdated(ours)
    assert not is_outdated(theirs)


def test_weaker_strings_are_outdated(hasher: PasswordHasher) -> None:
    """A hash with other parameters still verifies, and is known to be made anew."""
    weak = argon2.PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash("battery")
    assert hasher.verify(weak, "battery")
    assert is_outdated(weak)
    assert is_outdated("$2b$10$something")


def test_every_character_counts(hasher: PasswordHasher) -> None:
    """Passwords that differ after 200 characters are different; composed and decomposed spellings are the same."""
    phc = hasher.hash("x" * 200 + "é")
    assert hasher.verify(phc, "x" * 200 + "e\u0301")
    assert not hasher.verify(phc, "x" * 200 + "e")


def test_nobody_costs_the_same(hasher: PasswordHasher) -> None:
    """For an unknown account the same work is done, and the answer is no, even to the stand-in's own password."""
    assert not hasher.verify(None, "a password that nobody has")
    phc = hasher.hash("battery")
    spent = []
    for known in (phc, None):
        start = time.thread_time()
        for _ in range(5):
            hasher.verify(known, "wrong")
        spent.append(time.thread_time() - start)
    assert 0.5 < spent[0] / spent[1] < 2


def test_the_gate_is_bounded() -> None:
    """One passes, a few wait, the rest is told that the service is busy; afterwards the gate is free again."""
    gate = HashGate(queue=2, patience=5)
    inside, leave, busy = threading.Event(), threading.Event(), []

    def hold() -> None:
        with gate.pass_through():
            inside.set()
            leave.wait(5)

    def wait() -> None:
        with gate.pass_through():
            pass

    holder = threading.Thread(target=hold)
    holder.start()
    inside.wait(5)
    waiting = [threading.Thread(target=wait) for _ in range(2)]
    for thread in waiting:
        thread.start()
    deadline = time.monotonic() + 5
    while gate._places._value and time.monotonic() < deadline:
        time.sleep(0.01)
    with pytest.raises(BusyError), gate.pass_through():
        busy.append("never")
    leave.set()
    for thread in (holder, *waiting):
        thread.join(5)
    with gate.pass_through():
        pass
    assert busy == []


def test_nobody_waits_for_ever() -> None:
    """Whose turn does not come in time is told that the service is busy."""
    gate = HashGate(queue=2, patience=0.05)
    with gate.pass_through():
        refused = []
        thread = threading.Thread(target=lambda: refused.append(_tries(gate)))
        thread.start()
        thread.join(5)
    assert refused == [True]


def _tries(gate: HashGate) -> bool:
    try:
        with gate.pass_through():
            return False
    except BusyError:
        return True
