"""Sign-ins under way: one record per attempt, bound to the browser, taken once."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64encode
from dataclasses import asdict, dataclass
from datetime import timedelta

from shared.expiring import AsyncExpiringStore
from shared.sealing import Sealer

LIFETIME = timedelta(hours=2)
"""Registration and activation by mail fit into one attempt."""
_KIND = "sso-attempt"


@dataclass(frozen=True)
class Attempt:
    """What we must remember between sending a browser away and its return."""

    browser: str
    nonce: str
    verifier: str
    population: str
    next_path: str

    @property
    def code_challenge(self) -> str:
        """The S256 challenge of the verifier (RFC 7636 section 4.2)."""
        return urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()


class Attempts:
    """Keeps attempts under their `state`, sealed, in the store of short-lived state."""

    def __init__(self, store: AsyncExpiringStore, sealer: Sealer) -> None:
        self._store = store
        self._sealer = sealer

    def _key(self, state: str) -> str:
        return self._sealer.digest(_KIND, state)

    async def start(self, browser: str, population: str, next_path: str) -> tuple[str, Attempt]:
        """A new attempt and its `state`."""
        state = secrets.token_urlsafe(32)
        attempt = Attempt(browser, secrets.token_urlsafe(32), secrets.token_urlsafe(48), population, next_path)
        key = self._key(state)
        await self._store.put(_KIND, key, self._sealer.seal(json.dumps(asdict(attempt)), key), LIFETIME)
        return state, attempt

    async def take(self, state: str, browser: str) -> Attempt | None:
        """The attempt of that state, once and only in the browser that began it."""
        key = self._key(state)
        sealed = await self._store.take(_KIND, key)
        if sealed is None:
            return None
        attempt = Attempt(**json.loads(self._sealer.open(sealed, key)))
        return attempt if secrets.compare_digest(attempt.browser, browser) else None
