"""Sessions of people at the identity provider: started and raised by journeys, ended once for all portals.

The cookie holds an opaque random value, stored as a keyed hash. A session keeps its evidence, ages by level, and knows
the `sid` under which each client knows it. May import `idp.policies`, `idp.storage` and `shared`.
"""

from idp.sessions.cookie import session_cookie
from idp.sessions.lifetimes import Lifetime, lifetime_of, present_level
from idp.sessions.model import Session, SessionClient
from idp.sessions.service import Sessions

__all__ = ["Lifetime", "Session", "SessionClient", "Sessions", "lifetime_of", "present_level", "session_cookie"]
