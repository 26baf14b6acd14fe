"""A request that waits while a person answers a page: kept sealed, ten minutes, for one browser, answered once."""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from idp.oidc.authorization.prompts import Answer
from shared.expiring import ExpiringStore
from shared.sealing import Sealer

_KIND = "interaction"
_LIFETIME = timedelta(minutes=10)
_ID_LENGTH = 43


@dataclass(frozen=True)
class Interaction:
    """What waits for a person's answer on the page `page`. `session_id` is None when nobody is signed in."""

    page: str
    parameters: Mapping[str, str]
    answers: frozenset[Answer]
    session_id: str | None


class Interactions:
    """Keeps interactions. `browser` is the id in the browser cookie; another browser's record is as if not there."""

    def __init__(self, expiring: ExpiringStore, sealer: Sealer) -> None:
        self._expiring = expiring
        self._sealer = sealer

    def keep(self, interaction: Interaction, browser: str) -> str:
        """Keeps the record and gives the identifier for its address."""
        identifier = secrets.token_urlsafe(32)
        text = json.dumps(
            {
                "page": interaction.page,
                "parameters": dict(interaction.parameters),
                "answers": sorted(answer.value for answer in interaction.answers),
                "session_id": interaction.session_id,
                "browser": self._digest(browser),
            }
        )
        self._expiring.put(_KIND, identifier, self._sealer.seal(text, _context(identifier)), _LIFETIME)
        return identifier

    def look(self, identifier: str, page: str, browser: str) -> Interaction | None:
        """The record, still waiting; None when it is unknown, over, of another page or of another browser."""
        sealed = self._expiring.get(_KIND, identifier) if len(identifier) == _ID_LENGTH else None
        return None if sealed is None else self._open(identifier, sealed, page, browser)

    def take(self, identifier: str, page: str, browser: str) -> Interaction | None:
        """The record, once ever."""
        interaction = self.look(identifier, page, browser)
        if interaction is None or self._expiring.take(_KIND, identifier) is None:
            return None
        return interaction

    def _open(self, identifier: str, sealed: str, page: str, browser: str) -> Interaction | None:
        document = json.loads(self._sealer.open(sealed, _context(identifier)))
        same_browser = hmac.compare_digest(document["browser"], self._digest(browser))
        if document["page"] != page or not same_browser:
            return None
        return Interaction(
            page=document["page"],
            parameters=document["parameters"],
            answers=frozenset(Answer(value) for value in document["answers"]),
            session_id=document["session_id"],
        )

    def _digest(self, browser: str) -> str:
        return self._sealer.digest("interaction-browser", browser)


def _context(identifier: str) -> str:
    return f"interaction:{identifier}"
