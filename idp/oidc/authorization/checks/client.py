"""Who asks: `client_id` names a registered client (OpenID Connect Core section 3.1.2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idp.oidc.authorization.request import Draft
from idp.oidc.errors import ProtocolError

if TYPE_CHECKING:
    from idp.oidc.authorization.checks import Rules


def check_client(draft: Draft, rules: Rules) -> ProtocolError | None:
    """The client must be known; an answer could go nowhere else."""
    if "client_id" in draft.parameters.faulty():
        return ProtocolError("invalid_request", "client_id must be given once", "client_id")
    client_id = draft.parameters.get("client_id")
    if client_id is None:
        return ProtocolError("invalid_request", "client_id is missing", "client_id")
    draft.client = rules.clients.find(client_id)
    if draft.client is None:
        return ProtocolError("invalid_client", "client_id is not registered here", "client_id")
    return None
