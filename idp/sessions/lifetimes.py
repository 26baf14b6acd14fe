"""How long a session lasts at each level: pure rules, time comes in as a value.

A level that has run out of its own time is gone for good, while the session may live on at a lower one: fifteen minutes
after the last page a session of level 3 is worth level 2, and an hour after it nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Lifetime:
    """How long a level holds: since the last page (`idle`) and since it was proved (`absolute`)."""

    idle: timedelta
    absolute: timedelta


_LIFETIMES = {
    1: Lifetime(timedelta(hours=1), timedelta(hours=24)),
    2: Lifetime(timedelta(hours=1), timedelta(hours=24)),
    3: Lifetime(timedelta(minutes=15), timedelta(hours=12)),
}
"""NIST SP 800-63B-4 section 2.2.3 and 2.3.3; level 1 is kept as short as level 2."""


def lifetime_of(level: int) -> Lifetime:
    """How long a level (1 to 3) holds."""
    return _LIFETIMES[level]


def present_level(level: int, authenticated_at: datetime, seen_at: datetime, now: datetime) -> int:
    """What a session that had `level` when last seen is worth now; 0 when it is over."""
    for candidate in range(level, 0, -1):
        lifetime = _LIFETIMES[candidate]
        if now - seen_at < lifetime.idle and now - authenticated_at < lifetime.absolute:
            return candidate
    return 0
