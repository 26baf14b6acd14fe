"""How fresh the sign-in must be: `max_age` in seconds (OpenID Connect Core section 3.1.2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idp.oidc.authorization.request import Draft
from idp.oidc.errors import ProtocolError

if TYPE_CHECKING:
    from idp.oidc.authorization.checks import Rules


_LONGEST = 10


def check_max_age(draft: Draft, rules: Rules) -> ProtocolError | None:
    """A number of seconds, 0 meaning: sign in now. Anything else is refused, never taken for “no limit”."""
    asked = draft.parameters.get("max_age")
    if asked is None:
        return None
    if not (asked.isascii() and asked.isdigit()) or len(asked) > _LONGEST:
        return ProtocolError("invalid_request", "max_age must be a number of seconds", "max_age")
    draft.max_age = int(asked)
    return None
