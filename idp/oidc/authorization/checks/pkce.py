"""Proof key for code exchange (RFC 7636): S256 only, required unless the client is marked otherwise."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from idp.oidc.authorization.request import Draft
from idp.oidc.errors import ProtocolError

if TYPE_CHECKING:
    from idp.oidc.authorization.checks import Rules


_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
"""BASE64URL of a SHA-256 hash (RFC 7636 section 4.2)."""


def check_pkce(draft: Draft, rules: Rules) -> ProtocolError | None:
    """`plain` is refused, also when it is only the default of a missing method."""
    challenge = draft.parameters.get("code_challenge")
    method = draft.parameters.get("code_challenge_method")
    if challenge is None:
        if method is not None or draft.client is None or draft.client.registration.pkce_required:
            return ProtocolError("invalid_request", "code_challenge is missing", "code_challenge")
        return None
    if method != "S256":
        return ProtocolError("invalid_request", "code_challenge_method must be S256", "code_challenge_method")
    if not _CHALLENGE.fullmatch(challenge):
        return ProtocolError("invalid_request", "code_challenge is not a base64url SHA-256 hash", "code_challenge")
    draft.code_challenge = challenge
    return None
