"""Password hashes: argon2id, 19 MiB, 2 passes, 1 lane, as PHC strings (RFC 9106, OWASP).

libsodium's implementation (PyNaCl) is the fastest that comes as a wheel: half the time of argon2-cffi's for the same string.
One hash at a time per process gives more throughput and a shorter tail than many at once; who does not get a place in the
queue is told that the service is busy.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import nacl.exceptions
import nacl.pwhash

from idp.factors.base import BusyError
from idp.policies import normal_password

PASSES = 2
MEMORY_KIB = 19456
_QUEUE = 24
"""Waiting hashes a process takes on: at 15 ms each the last waits about a third of a second."""
_PATIENCE_SECONDS = 5.0

_PHC = re.compile(r"\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$")


class HashGate:
    """Lets one hash run at a time and a bounded number wait."""

    def __init__(self, queue: int = _QUEUE, patience: float = _PATIENCE_SECONDS) -> None:
        self._places = threading.BoundedSemaphore(queue + 1)
        self._turn = threading.Lock()
        self._patience = patience

    @contextmanager
    def pass_through(self) -> Iterator[None]:
        """Waits for the turn; BusyError when the queue is full or the wait too long."""
        if not self._places.acquire(blocking=False):
            raise BusyError
        try:
            if not self._turn.acquire(timeout=self._patience):
                raise BusyError
            try:
                yield
            finally:
                self._turn.release()
        finally:
            self._places.release()


class PasswordHasher:
    """Hashes and verifies. Passwords are taken as people type them and made NFC here."""

    def __init__(self, gate: HashGate | None = None) -> None:
        self._gate = gate or HashGate()
        self._nobody = self.hash("a password that nobody has")

    def hash(self, password: str) -> str:
        """The PHC string of a password, with a fresh salt."""
        with self._gate.pass_through():
            phc = nacl.pwhash.argon2id.str(
                normal_password(password).encode(), opslimit=PASSES, memlimit=MEMORY_KIB * 1024
            )
        return phc.decode("ascii")

    def verify(self, phc: str | None, password: str) -> bool:
        """Whether the password is the one; for an unknown account (None) the same work, and False."""
        with self._gate.pass_through():
            try:
                right = nacl.pwhash.verify((phc or self._nobody).encode("ascii"), normal_password(password).encode())
            except nacl.exceptions.InvalidkeyError:
                return False
        return right and phc is not None


def is_outdated(phc: str) -> bool:
    """Whether a hash was made with other parameters than today's, and is to be made anew at sign-in."""
    found = _PHC.match(phc)
    return found is None or tuple(int(number) for number in found.groups()) != (MEMORY_KIB, PASSES, 1)
