"""Authentication context classes: `urn:gatehouse:level:N` for N from 1 to 3 (claim `acr`)."""

from __future__ import annotations

from collections.abc import Iterable

_PREFIX = "urn:gatehouse:level:"
LEVELS = (1, 2, 3)

ACR_VALUES = tuple(f"{_PREFIX}{level}" for level in LEVELS)
"""What discovery publishes as `acr_values_supported`."""


def acr_of(level: int) -> str:
    """The `acr` of a level."""
    return f"{_PREFIX}{level}"


def level_in(acr: str) -> int | None:
    """The level that an `acr` means, or None when it is not ours."""
    return ACR_VALUES.index(acr) + 1 if acr in ACR_VALUES else None


def least_level(values: Iterable[str]) -> int | None:
    """The least of the levels listed, any of which the portal accepts; None when none of them is ours."""
    return min((level for value in values if (level := level_in(value)) is not None), default=None)
