"""One-time codes: made, kept as a keyed hash in the journey, compared. Time comes in as a value."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from idp.policies.population import MailedCode
from shared.sealing import Sealer

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Reference letters; without I and O, which read like digits."""


@dataclass(frozen=True)
class Code:
    """A code that was sent. Only its keyed hash is kept, with the journey, which belongs to one browser."""

    code_id: str
    letters: str
    digest: str
    sent_at: datetime
    expires_at: datetime

    def as_state(self) -> dict[str, str]:
        """What the journey remembers."""
        return {
            "code_id": self.code_id,
            "letters": self.letters,
            "digest": self.digest,
            "sent_at": self.sent_at.isoformat(),
            "expires_at": self.expires_at.isoformat(),
        }

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> Code | None:
        """The code that the journey remembers; None before one was sent."""
        if not state:
            return None
        return cls(
            code_id=state["code_id"],
            letters=state["letters"],
            digest=state["digest"],
            sent_at=datetime.fromisoformat(state["sent_at"]),
            expires_at=datetime.fromisoformat(state["expires_at"]),
        )

    def is_over(self, now: datetime) -> bool:
        """Whether its time has run out."""
        return now >= self.expires_at

    def may_resend(self, rule: MailedCode, now: datetime) -> bool:
        """Whether another mail may be sent already."""
        return now >= self.sent_at + timedelta(seconds=rule.resend_seconds)


def new_code(rule: MailedCode, journey_id: str, sealer: Sealer, now: datetime) -> tuple[Code, str]:
    """A fresh code, and its digits for the mail."""
    code_id = secrets.token_hex(16)
    digits = f"{secrets.randbelow(10**rule.digits):0{rule.digits}d}"
    letters = "".join(secrets.choice(_LETTERS) for _ in range(rule.letters))
    digest = _digest(sealer, journey_id, code_id, digits)
    return Code(code_id, letters, digest, now, now + timedelta(minutes=rule.minutes)), digits


def is_right(code: Code, journey_id: str, sealer: Sealer, typed: str) -> bool:
    """Whether the typed digits are the code's."""
    return hmac.compare_digest(code.digest, _digest(sealer, journey_id, code.code_id, typed))


def _digest(sealer: Sealer, journey_id: str, code_id: str, digits: str) -> str:
    return sealer.digest("mailed-code", f"{journey_id}\n{code_id}\n{digits}")
