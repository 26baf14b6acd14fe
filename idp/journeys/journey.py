"""The record of one attempt."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from idp.policies import Evidence


class JourneyKind(StrEnum):
    """What a journey is for."""

    SIGN_IN = "sign_in"


@dataclass(frozen=True)
class Journey:
    """One attempt of one browser. Changes make a new record; `JourneyStore.save` puts it in the old one's place."""

    journey_id: str
    kind: JourneyKind
    population: str
    browser: str
    """Keyed hash of the browser cookie: the journey opens in no other browser."""
    created_at: datetime
    expires_at: datetime
    wanted_level: int = 0
    """The level that the journey must reach; 0 when any will do."""
    request: Mapping[str, Any] = field(default_factory=dict)
    """Who asked, in the words of the room that opened the journey; a JSON document."""
    resume: str | None = None
    """Local path that goes on with the finished journey (`<resume>/<journey id>`); nothing: the person's own page."""
    leads_to: tuple[str, ...] = ()
    """Origins that the last form may lead to by redirect (for the Content-Security-Policy of the pages)."""
    account_id: str | None = None
    evidence: tuple[Evidence, ...] = ()
    states: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """What each factor remembers between its pages, by factor."""
    finished: bool = False
    stored: str = field(default="", compare=False, repr=False)
    """The sealed text this record was read from: what `save` expects to replace."""

    def proved(self, account_id: str, evidence: Evidence) -> Journey:
        """The journey with one more piece of evidence; ValueError if it is somebody else's."""
        if self.account_id not in (None, account_id):
            raise ValueError("evidence of another account")
        kept = tuple(piece for piece in self.evidence if piece.factor != evidence.factor)
        return replace(self, account_id=account_id, evidence=(*kept, evidence))

    @property
    def carries_evidence(self) -> bool:
        """Whether some of the evidence is a session's, proved before this journey began (a step-up)."""
        return any(piece.at < self.created_at for piece in self.evidence)

    def state_of(self, factor: str) -> Mapping[str, Any]:
        """What a factor remembers; empty when it has not begun."""
        return self.states.get(factor, {})

    def remembering(self, factor: str, state: Mapping[str, Any]) -> Journey:
        """The journey with what a factor wants to remember."""
        return replace(self, states={**self.states, factor: dict(state)})

    def as_text(self) -> str:
        """The record as JSON, to be sealed."""
        return json.dumps(
            {
                "kind": self.kind.value,
                "population": self.population,
                "browser": self.browser,
                "created_at": self.created_at.isoformat(),
                "expires_at": self.expires_at.isoformat(),
                "wanted_level": self.wanted_level,
                "request": dict(self.request),
                "resume": self.resume,
                "leads_to": list(self.leads_to),
                "account_id": self.account_id,
                "evidence": [piece.as_json() for piece in self.evidence],
                "states": {factor: dict(state) for factor, state in self.states.items()},
                "finished": self.finished,
            }
        )

    @classmethod
    def from_text(cls, journey_id: str, text: str, stored: str) -> Journey:
        """The record again."""
        document = json.loads(text)
        return cls(
            journey_id=journey_id,
            kind=JourneyKind(document["kind"]),
            population=document["population"],
            browser=document["browser"],
            created_at=datetime.fromisoformat(document["created_at"]),
            expires_at=datetime.fromisoformat(document["expires_at"]),
            wanted_level=document["wanted_level"],
            request=document["request"],
            resume=document["resume"],
            leads_to=tuple(document["leads_to"]),
            account_id=document["account_id"],
            evidence=tuple(Evidence.from_json(piece) for piece in document["evidence"]),
            states=document["states"],
            finished=document["finished"],
            stored=stored,
        )
