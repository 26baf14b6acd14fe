"""Bearer tokens in requests (RFC 6750 section 2): in the header or in a posted form, never in an address."""

from __future__ import annotations

from flask import Request

from idp.oidc.errors import ProtocolError
from idp.oidc.intake import FORM


def bearer_token(request: Request) -> str | ProtocolError | None:
    """The one token of a request; None when there is none, an error when there are several ways at once."""
    if "access_token" in request.args:
        return ProtocolError("invalid_request", "an access token does not belong in the address")
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    found = [value.strip()] if scheme.lower() == "bearer" else []
    if request.method == "POST" and request.mimetype == FORM:
        found += request.form.getlist("access_token")
    if len(found) > 1:
        return ProtocolError("invalid_request", "an access token must be sent once")
    return found[0] if found and found[0] else None
