"""What rarely changes and every request needs, read once and kept until its version in the database moves."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from sqlalchemy import Connection, Engine

from idp.oidc.clients.store import version_of

T = TypeVar("T")

RECHECK_SECONDS = 1.0
"""For how long a process may use what another process has just changed."""


class Versioned(Generic[T]):
    """A value read by `load` that is read anew after `raise_version(connection, name)` in any process.

    `engine` should be one for reading; `recheck` is the number of seconds for which the version is not looked at again.
    """

    def __init__(
        self, engine: Engine, name: str, load: Callable[[Connection], T], recheck: float = RECHECK_SECONDS
    ) -> None:
        self._engine = engine
        self._name = name
        self._load = load
        self._recheck = recheck
        self._lock = threading.Lock()
        self._held: tuple[int, T] | None = None
        self._looked_at = 0.0

    def get(self) -> T:
        """The value, at most `recheck` seconds behind the database."""
        held = self._held
        if held is not None and time.monotonic() - self._looked_at < self._recheck:
            return held[1]
        with self._lock, self._engine.connect() as connection:
            version = version_of(connection, self._name)
            if self._held is None or self._held[0] != version:
                self._held = (version, self._load(connection))
            self._looked_at = time.monotonic()
            return self._held[1]

    def forget(self) -> None:
        """Reads the value anew at its next use, for the process that has just changed it."""
        self._looked_at = 0.0
