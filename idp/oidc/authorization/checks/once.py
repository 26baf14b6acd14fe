"""No parameter comes twice (RFC 6749 section 3.1): two readers of one request must not see two requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idp.oidc.authorization.request import Draft
from idp.oidc.errors import ProtocolError

if TYPE_CHECKING:
    from idp.oidc.authorization.checks import Rules


def check_once(draft: Draft, rules: Rules) -> ProtocolError | None:
    """Refuses repeated and oversized parameters, known or not; a repeated `state` is not sent back."""
    names = draft.parameters
    if names.repeated:
        name = min(names.repeated)
        return ProtocolError("invalid_request", "a parameter was given more than once", name, f"repeated: {name!r}")
    if names.oversized:
        name = min(names.oversized)
        return ProtocolError("invalid_request", "a parameter is too long", name, f"oversized: {name!r}")
    return None
