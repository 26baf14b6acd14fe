"""Where journeys are kept between pages."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from idp.journeys.journey import Journey, JourneyKind
from idp.policies import Evidence
from shared.clock import Clock
from shared.expiring import ExpiringStore
from shared.sealing import Sealer

_KIND = "journey"
_LIFETIME = timedelta(minutes=30)
_ID_LENGTH = 43


class JourneyStore:
    """Starts, loads, moves and hands over journeys. `browser` is always the id in the browser cookie."""

    def __init__(self, expiring: ExpiringStore, sealer: Sealer, clock: Clock) -> None:
        self._expiring = expiring
        self._sealer = sealer
        self._clock = clock

    def start(
        self,
        kind: JourneyKind | str,
        *,
        population: str,
        browser: str,
        wanted_level: int = 0,
        request: Mapping[str, Any] | None = None,
        resume: str | None = None,
        leads_to: Sequence[str] = (),
        account_id: str | None = None,
        evidence: Sequence[Evidence] = (),
    ) -> Journey:
        """Opens a journey of 30 minutes. A step-up gives account and evidence of the session that it raises."""
        now = self._clock()
        journey = Journey(
            journey_id=secrets.token_urlsafe(32),
            kind=JourneyKind(kind),
            population=population,
            browser=self._digest(browser),
            created_at=now,
            expires_at=now + _LIFETIME,
            wanted_level=wanted_level,
            request=request or {},
            resume=resume,
            leads_to=tuple(leads_to),
            account_id=account_id,
            evidence=tuple(evidence),
        )
        sealed = self._seal(journey)
        self._expiring.put(_KIND, journey.journey_id, sealed, _LIFETIME)
        return replace(journey, stored=sealed)

    def load(self, journey_id: str, browser: str) -> Journey | None:
        """The journey, or None: unknown, over, or of another browser (which is not told apart)."""
        sealed = self._expiring.get(_KIND, journey_id) if len(journey_id) == _ID_LENGTH else None
        return None if sealed is None else self._open(journey_id, sealed, browser)

    def save(self, journey: Journey) -> Journey | None:
        """Puts the record in the place of the one it was made from; None when that had moved on meanwhile."""
        lifetime = journey.expires_at - self._clock()
        if lifetime <= timedelta(0):
            return None
        sealed = self._seal(journey)
        if not self._expiring.swap(_KIND, journey.journey_id, journey.stored, sealed, lifetime):
            return None
        return replace(journey, stored=sealed)

    def finish(self, journey: Journey) -> Journey | None:
        """Marks the journey as done, once; None when it had moved on meanwhile."""
        return self.save(replace(journey, finished=True))

    def take_finished(self, journey_id: str, browser: str) -> Journey | None:
        """The finished journey, once ever; None when it is not finished, not of this browser, or was taken."""
        journey = self.load(journey_id, browser)
        if journey is None or not journey.finished:
            return None
        return journey if self._expiring.take(_KIND, journey_id) == journey.stored else None

    def _digest(self, browser: str) -> str:
        return self._sealer.digest("journey-browser", browser)

    def _seal(self, journey: Journey) -> str:
        return self._sealer.seal(journey.as_text(), f"journey:{journey.journey_id}")

    def _open(self, journey_id: str, sealed: str, browser: str) -> Journey | None:
        journey = Journey.from_text(journey_id, self._sealer.open(sealed, f"journey:{journey_id}"), sealed)
        if not hmac.compare_digest(journey.browser, self._digest(browser)) or journey.expires_at <= self._clock():
            return None
        return journey
