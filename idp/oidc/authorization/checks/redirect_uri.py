"""Where the answer goes: `redirect_uri` is a registered address, as a whole string (RFC 9700 section 2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idp.oidc.authorization.request import Draft, ReturnAddress
from idp.oidc.errors import ProtocolError

if TYPE_CHECKING:
    from idp.oidc.authorization.checks import Rules


def check_redirect_uri(draft: Draft, rules: Rules) -> ProtocolError | None:
    """Nothing is normalised before the comparison: an address that merely means the same is another address."""
    if "redirect_uri" in draft.parameters.faulty():
        return ProtocolError("invalid_request", "redirect_uri must be given once", "redirect_uri")
    redirect_uri = draft.parameters.get("redirect_uri")
    if redirect_uri is None:
        return ProtocolError("invalid_request", "redirect_uri is missing", "redirect_uri")
    if draft.client is None or not draft.client.check_redirect_uri(redirect_uri):
        return ProtocolError("invalid_request", "redirect_uri is not registered for this client", "redirect_uri")
    draft.back = ReturnAddress(draft.client, redirect_uri, state=draft.parameters.get("state"))
    return None
