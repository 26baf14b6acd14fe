"""Counting of wrong answers, per account and per source address, before anything is compared.

A try is counted first and forgiven when it was right, in one atomic step of the store: a hundred parallel guesses
get no more tries than as many in a row. Unknown names are counted like known ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from idp.policies.population import LockoutRule
from shared.expiring import ExpiringStore
from shared.sealing import Sealer
from shared.web.source import source_network

_TRIES = "tries"
_LOCK = "lock"
_SOURCE = "source-tries"


@dataclass(frozen=True)
class Admitted:
    """The answer may be compared. Tell `Attempts` how it ended."""

    key: str
    source: str
    tries: int
    rule: LockoutRule


@dataclass(frozen=True)
class Locked:
    """Too many wrong answers; the door opens again after some minutes."""

    minutes: int


class Attempts:
    """The one place where wrong answers are counted."""

    def __init__(self, expiring: ExpiringStore, sealer: Sealer) -> None:
        self._expiring = expiring
        self._sealer = sealer

    def admit(self, rule: LockoutRule, *, factor: str, population: str, account: str, source: str) -> Admitted | Locked:
        """Counts one try. `account` is the username key, or the account's id where no name was typed."""
        key = self._sealer.digest("attempts", f"{factor}\n{population}\n{account}")
        source_key = self._sealer.digest("attempts-source", f"{population}\n{source_network(source)}")
        span = timedelta(minutes=rule.minutes)
        if self._expiring.get(_LOCK, key) is not None:
            return Locked(rule.minutes)
        if self._expiring.count(_SOURCE, source_key, span) > rule.source_tries:
            return Locked(rule.minutes)
        tries = self._expiring.count(_TRIES, key, span)
        if tries > rule.tries:
            return Locked(rule.minutes)
        return Admitted(key, source_key, tries, rule)

    def wrong(self, admitted: Admitted) -> int:
        """The answer was wrong; gives the tries that are left. The last one locks for the policy's full time."""
        left = admitted.rule.tries - admitted.tries
        if left <= 0:
            self._expiring.put(_LOCK, admitted.key, "locked", timedelta(minutes=admitted.rule.minutes))
        return left

    def right(self, admitted: Admitted) -> None:
        """The answer was right: what was counted is forgiven."""
        self._expiring.delete(_TRIES, admitted.key)
        self._expiring.count(_SOURCE, admitted.source, timedelta(minutes=admitted.rule.minutes), -1)
