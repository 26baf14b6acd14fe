"""What it covers: `scope` holds `openid`; scopes not registered are left out (Core section 3.1.2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idp.oidc.authorization.request import Draft
from idp.oidc.errors import ProtocolError

if TYPE_CHECKING:
    from idp.oidc.authorization.checks import Rules


def check_scope(draft: Draft, rules: Rules) -> ProtocolError | None:
    """Keeps the scopes that this client is registered for."""
    asked = draft.parameters.get("scope") or ""
    if "openid" not in asked.split():
        return ProtocolError("invalid_scope", "scope must contain openid", "scope")
    if draft.client is None:
        raise RuntimeError("scope is checked after the client")
    draft.scope = draft.client.get_allowed_scope(asked)
    return None
