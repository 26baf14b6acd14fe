"""Request parameters as the protocol wants them: each at most once, unknown ones ignored, empty ones absent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

LONGEST_VALUE = 8_192
"""Characters of one parameter; more is refused before it is looked at."""


@dataclass(frozen=True)
class Parameters:
    """Single-valued parameters, and the names that came more than once or too long.

    A parameter without a value counts as left out (RFC 6749 section 3.1).
    """

    values: Mapping[str, str] = field(default_factory=dict)
    repeated: frozenset[str] = frozenset()
    oversized: frozenset[str] = frozenset()

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> Parameters:
        """The parameters of a query or form, in the order they came."""
        values: dict[str, str] = {}
        seen: set[str] = set()
        repeated: set[str] = set()
        oversized: set[str] = set()
        for name, value in pairs:
            if name in seen:
                repeated.add(name)
            seen.add(name)
            if len(value) > LONGEST_VALUE:
                oversized.add(name)
            elif value:
                values.setdefault(name, value)
        return cls(values, frozenset(repeated), frozenset(oversized))

    def get(self, name: str) -> str | None:
        """The value of a parameter that came exactly once and is not too long, else None."""
        return None if name in self.repeated or name in self.oversized else self.values.get(name)

    def faulty(self) -> frozenset[str]:
        """Names that came more than once or too long."""
        return self.repeated | self.oversized
