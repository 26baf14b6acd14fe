"""No parameter comes twice (RFC 6749 section 3.1): two readers of one request must not see two requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idp.oidc.authorization.request import Draft
from idp.oidc.errors import ProtocolError

if TYPE_CHECKING:
    from idp.oidc.authorization.checks import Rules


def check_once(draft: Draft, rules: Rules) -> ProtocolError | None:
    """Refuses repeated and unusable parameters, known or not; a repeated `state` is not sent back."""
    names = draft.parameters
    if names.repeated:
        name = min(names.repeated)
        return ProtocolError("invalid_request", "a parameter was given more than once", name, f"repeated: {name!r}")
    if names.unusable:
        name = min(names.unusable)
        return ProtocolError("invalid_request", "a parameter is too long or not text", name, f"unusable: {name!r}")
    return None
