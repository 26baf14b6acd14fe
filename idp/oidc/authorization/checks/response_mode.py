"""How the answer travels: `response_mode` (OAuth 2.0 Form Post Response Mode)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from idp.oidc.authorization.request import Draft, ResponseMode
from idp.oidc.errors import ProtocolError

if TYPE_CHECKING:
    from idp.oidc.authorization.checks import Rules


_MODES = frozenset(mode.value for mode in ResponseMode)


def check_response_mode(draft: Draft, rules: Rules) -> ProtocolError | None:
    """`query` unless the client asks for `form_post`; tokens never travel in a fragment here."""
    asked = draft.parameters.get("response_mode")
    if asked is None:
        return None
    if asked not in _MODES or draft.back is None:
        return ProtocolError("invalid_request", "response_mode must be query or form_post", "response_mode")
    draft.back = replace(draft.back, response_mode=ResponseMode(asked))
    return None
