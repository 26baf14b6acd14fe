"""Evidence: what a factor proved, over which channel, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Channel(StrEnum):
    """The way by which a proof came in. Two proofs over one channel fall together when that channel is lost."""

    BROWSER = "browser"
    MAILBOX = "mailbox"
    PHONE = "phone"
    CARD = "card"


@dataclass(frozen=True)
class Evidence:
    """One proof in a journey or session. Only a journey adds it."""

    factor: str
    amr: tuple[str, ...]
    """Authentication method references (RFC 8176)."""
    channel: Channel
    strength: int
    """The level (1 to 3) that this proof earns alone: a card with PIN is 3, a password 1."""
    at: datetime
    """When it was proved, aware UTC."""

    def as_json(self) -> dict[str, Any]:
        """A document for the journey's and the session's record."""
        return {
            "factor": self.factor,
            "amr": list(self.amr),
            "channel": self.channel.value,
            "strength": self.strength,
            "at": self.at.isoformat(),
        }

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> Evidence:
        """The evidence again; KeyError or ValueError when the document is not ours."""
        return cls(
            factor=document["factor"],
            amr=tuple(document["amr"]),
            channel=Channel(document["channel"]),
            strength=int(document["strength"]),
            at=datetime.fromisoformat(document["at"]),
        )
