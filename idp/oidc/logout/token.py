"""Logout tokens (OpenID Connect Back-Channel Logout 1.0 section 2.4)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

EVENT = "http://schemas.openid.net/event/backchannel-logout"
TYP = "logout+jwt"
LIFETIME_SECONDS = 120


def logout_claims(issuer: str, client_id: str, subject: str, sid: str, jti: str, now: datetime) -> dict[str, Any]:
    """The claims of a logout token; never a `nonce`, so that it cannot pass for an ID token. Times are epoch seconds."""
    issued = int(now.timestamp())
    return {
        "iss": issuer,
        "aud": client_id,
        "iat": issued,
        "exp": issued + LIFETIME_SECONDS,
        "jti": jti,
        "sub": subject,
        "sid": sid,
        "events": {EVENT: {}},
    }
