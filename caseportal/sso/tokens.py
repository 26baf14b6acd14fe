"""Checks of ID tokens (OpenID Connect Core 3.1.3.7) and logout tokens (Back-Channel Logout 2.6). Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet

ALGORITHMS = ("ES256", "RS256", "PS256")
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
_MOST_CHARACTERS = 16_000
_CLOCK_SECONDS = 10
_LOGOUT_SECONDS = 300


class TokenError(Exception):
    """A token does not prove what it should; the text is for the log."""


@dataclass(frozen=True)
class Expected:
    """What a token must say."""

    issuer: str
    client_id: str
    now: datetime


class UnknownKeyError(TokenError):
    """The token names a key that is not among the known ones: they may be stale."""


def _verified(token: str, keys: KeySet, expected: Expected, types: frozenset[str | None]) -> Mapping[str, Any]:
    if len(token) > _MOST_CHARACTERS:
        raise TokenError("the token is too long")
    try:
        key = _key_of(token, keys)
        decoded = jwt.decode(token, key, algorithms=list(ALGORITHMS))
    except (JoseError, ValueError) as error:
        raise TokenError(f"the signature does not hold: {type(error).__name__}") from error
    if decoded.header.get("typ") not in types:
        raise TokenError("the token is of another type")
    claims = decoded.claims
    if claims.get("iss") != expected.issuer:
        raise TokenError("the token is from another issuer")
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    if expected.client_id not in audiences:
        raise TokenError("the token is for another client")
    if len(audiences) > 1 and claims.get("azp") != expected.client_id:
        raise TokenError("the token was given to another client")
    now = expected.now.timestamp()
    issued, expires = claims.get("iat"), claims.get("exp")
    if not isinstance(issued, int | float) or issued > now + _CLOCK_SECONDS:
        raise TokenError("the token is from the future")
    if not isinstance(expires, int | float) or expires <= now - _CLOCK_SECONDS:
        raise TokenError("the token is over")
    return claims


def _key_of(token: str, keys: KeySet) -> Key:
    """The one key that the header names among the provider's; keys inside a header are never looked at."""
    kid = jws.extract_compact(token.encode()).protected.get("kid")
    for key in keys.keys:
        if key.kid == kid:
            return key
    raise UnknownKeyError(f"no key is called {str(kid)[:80]!r}")


def verify_id_token(token: str, keys: KeySet, expected: Expected, nonce: str) -> Mapping[str, Any]:
    """The claims of an ID token that answers our request; TokenError otherwise."""
    claims = _verified(token, keys, expected, frozenset({None, "JWT"}))
    if claims.get("nonce") != nonce:
        raise TokenError("the token answers another request")
    _subject_of(claims)
    return claims


@dataclass(frozen=True)
class LogoutOrder:
    """What a logout token orders: end the sessions of this subject, this provider session, or both."""

    subject: str | None
    op_session: str | None
    token_id: str


def verify_logout_token(token: str, keys: KeySet, expected: Expected) -> LogoutOrder:
    """The order in a logout token; TokenError if it is none. Whether it was used before is the caller's to ask."""
    claims = _verified(token, keys, expected, frozenset({"logout+jwt", "JWT", None}))
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(LOGOUT_EVENT), dict):
        raise TokenError("the token orders no logout")
    if "nonce" in claims:
        raise TokenError("a logout token has no nonce")
    if claims["iat"] < expected.now.timestamp() - _LOGOUT_SECONDS:
        raise TokenError("the logout token is old")
    subject, session, token_id = claims.get("sub"), claims.get("sid"), claims.get("jti")
    if not isinstance(token_id, str) or not token_id:
        raise TokenError("the logout token has no identifier")
    for each in (subject, session):
        if each is not None and (not isinstance(each, str) or not 0 < len(each) <= 255):
            raise TokenError("the logout token names nobody properly")
    if subject is None and session is None:
        raise TokenError("the logout token names nobody")
    return LogoutOrder(subject, session, token_id)


def _subject_of(claims: Mapping[str, Any]) -> str:
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        raise TokenError("the token names no subject")
    return subject
