"""What is asked for: `response_type` is `code`; implicit and hybrid flows stay out (RFC 9700 section 2.1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idp.oidc.authorization.request import Draft
from idp.oidc.errors import ProtocolError

if TYPE_CHECKING:
    from idp.oidc.authorization.checks import Rules


def check_response_type(draft: Draft, rules: Rules) -> ProtocolError | None:
    """Only the code flow, and only for clients that sign people in."""
    response_type = draft.parameters.get("response_type")
    if response_type is None:
        return ProtocolError("invalid_request", "response_type is missing", "response_type")
    if response_type != "code":
        return ProtocolError("unsupported_response_type", "response_type must be code", "response_type")
    if draft.client is None or not draft.client.check_response_type(response_type):
        return ProtocolError("unauthorized_client", "this client does not sign people in", "response_type")
    return None
