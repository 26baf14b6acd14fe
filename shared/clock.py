"""Time as a value: rules take `now`, services take a `Clock`, people are shown Asia/Taipei."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]

TAIPEI = ZoneInfo("Asia/Taipei")


def utc_now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)
