"""A fault in what a person typed: a value with words, never an exception."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Fault:
    """One thing to mend. `code` is stable and goes to logs; `str(fault)` is for the person, in their language."""

    code: str
    text: str
    """The message, lazily translated, with `%(name)s` places."""
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        words = str(self.text)
        return words % self.values if self.values else words
