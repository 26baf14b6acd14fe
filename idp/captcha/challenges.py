"""Challenges: made, shown, taken once."""

from __future__ import annotations

import hmac
import json
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from shared.expiring import ExpiringStore
from shared.sealing import Sealer

_KIND = "captcha"
_HEARD = "captcha-heard"
_LIFETIME = timedelta(minutes=10)
_ALPHABET = "ACDEFHJKPRTXY34679"
"""No characters that people mistake for one another."""
_MOST_RECORDINGS = 5


@dataclass(frozen=True)
class Challenge:
    """A challenge as the page's form needs it: `captcha_id` and the addresses of picture, recording and a fresh one."""

    id: str
    length: int
    change: str

    @property
    def image(self) -> str:
        """Address of the picture."""
        return f"/captcha/{self.id}.png"

    @property
    def audio(self) -> str:
        """Address of the recording."""
        return f"/captcha/{self.id}.wav"


class Captchas:
    """The challenges of one installation. `browser` is always the id in the browser cookie."""

    def __init__(self, expiring: ExpiringStore, sealer: Sealer) -> None:
        self._expiring = expiring
        self._sealer = sealer

    def new(self, browser: str, length: int, page: str) -> Challenge:
        """A fresh challenge of `length` characters for the form at the local path `page`; it lives ten minutes."""
        challenge_id = secrets.token_urlsafe(16)
        text = "".join(secrets.choice(_ALPHABET) for _ in range(length))
        spoken = "".join(secrets.choice("0123456789") for _ in range(length))
        document = json.dumps({"text": text, "spoken": spoken, "browser": self._digest(browser)})
        self._expiring.put(_KIND, challenge_id, self._sealer.seal(document, f"captcha:{challenge_id}"), _LIFETIME)
        return Challenge(challenge_id, length, f"/captcha/change?{urlencode({'length': length, 'next': page})}")

    def text(self, challenge_id: str, browser: str) -> str | None:
        """What the picture shows; None when there is no such challenge for this browser."""
        found = self._open(challenge_id, self._expiring.get(_KIND, challenge_id[:40]), browser)
        return found["text"] if found else None

    def spoken(self, challenge_id: str, browser: str) -> str | None:
        """What the recording says, at most five times: making one costs a fifth of a second of work."""
        found = self._open(challenge_id, self._expiring.get(_KIND, challenge_id[:40]), browser)
        if not found or self._expiring.count(_HEARD, challenge_id, _LIFETIME) > _MOST_RECORDINGS:
            return None
        return found["spoken"]

    def answered(self, challenge_id: str, browser: str, answer: str) -> bool:
        """Whether the answer is right. Right or wrong, the challenge is used up."""
        found = self._open(challenge_id, self._expiring.take(_KIND, challenge_id[:40]), browser)
        if not found:
            return False
        typed = "".join(unicodedata.normalize("NFKC", answer).upper().split()).encode()
        return any(hmac.compare_digest(typed, found[form].encode()) for form in ("text", "spoken"))

    def _digest(self, browser: str) -> str:
        return self._sealer.digest("captcha-browser", browser)

    def _open(self, challenge_id: str, sealed: str | None, browser: str) -> dict[str, str] | None:
        if sealed is None:
            return None
        document: dict[str, str] = json.loads(self._sealer.open(sealed, f"captcha:{challenge_id}"))
        return document if hmac.compare_digest(document["browser"], self._digest(browser)) else None
