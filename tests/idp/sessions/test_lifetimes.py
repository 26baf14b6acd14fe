"""How long a session lasts at each level."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from idp.sessions import present_level

START = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    ("level", "signed_in_ago", "seen_ago", "worth"),
    [
        (1, 0, 0, 1),
        (2, 59, 59, 2),
        (2, 60, 60, 0),
        (2, 24 * 60 - 1, 0, 2),
        (2, 24 * 60, 0, 0),
        (3, 14, 14, 3),
        (3, 15, 15, 2),
        (3, 60, 60, 0),
        (3, 12 * 60 - 1, 0, 3),
        (3, 12 * 60, 0, 2),
        (3, 24 * 60, 0, 0),
    ],
)
def test_worth_by_age(level: int, signed_in_ago: int, seen_ago: int, worth: int) -> None:
    """Minutes since the sign-in and since the last page decide what is left of a level."""
    now = START + timedelta(days=2)
    signed_in, seen = now - timedelta(minutes=signed_in_ago), now - timedelta(minutes=seen_ago)
    assert present_level(level, signed_in, seen, now) == worth
