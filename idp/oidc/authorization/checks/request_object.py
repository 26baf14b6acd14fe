"""Request objects are not taken (OpenID Connect Core section 6): say so instead of ignoring what they ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idp.oidc.authorization.request import Draft
from idp.oidc.errors import ProtocolError

if TYPE_CHECKING:
    from idp.oidc.authorization.checks import Rules


_REFUSALS = {
    "request": "request_not_supported",
    "request_uri": "request_uri_not_supported",
    "registration": "registration_not_supported",
}


def check_request_object(draft: Draft, rules: Rules) -> ProtocolError | None:
    """Each of the three parameters has an error of its own (section 3.1.2.6)."""
    for name, code in _REFUSALS.items():
        if draft.parameters.get(name) is not None:
            return ProtocolError(code, f"{name} is not supported", name)
    return None
