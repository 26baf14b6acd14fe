"""Request parameters as the protocol wants them: each at most once, unknown ones ignored, empty ones absent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

LONGEST_VALUE = 8_192
"""Characters of one parameter; more is refused before it is looked at."""

_LONGEST_NAME = 64
"""Characters of a name that are kept: no name of the protocol is longer, and page and log may show one."""

_NUL = "\0"
"""No parameter of the protocol has it, and PostgreSQL cannot store it."""


@dataclass(frozen=True)
class Parameters:
    """Single-valued parameters, and the names that came more than once, or with a value too long or with a NUL.

    A parameter without a value counts as left out (RFC 6749 section 3.1).
    """

    values: Mapping[str, str] = field(default_factory=dict)
    repeated: frozenset[str] = frozenset()
    unusable: frozenset[str] = frozenset()

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> Parameters:
        """The parameters of a query or form, in the order they came."""
        values: dict[str, str] = {}
        seen: set[str] = set()
        repeated: set[str] = set()
        unusable: set[str] = set()
        for given, value in pairs:
            name = given[:_LONGEST_NAME]
            if name in seen:
                repeated.add(name)
            seen.add(name)
            if len(value) > LONGEST_VALUE or _NUL in value:
                unusable.add(name)
            elif value:
                values.setdefault(name, value)
        return cls(values, frozenset(repeated), frozenset(unusable))

    def get(self, name: str) -> str | None:
        """The value of a parameter that came exactly once and can be used, else None."""
        return None if name in self.repeated or name in self.unusable else self.values.get(name)

    def faulty(self) -> frozenset[str]:
        """Names that came more than once or with a value that cannot be used."""
        return self.repeated | self.unusable
