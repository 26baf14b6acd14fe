"""A logout request and its checks (OpenID Connect RP-Initiated Logout 1.0 section 2 and 3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from idp.oidc.clients.register import RegisteredClient
from idp.oidc.errors import ProtocolError
from idp.oidc.parameters import Parameters
from idp.oidc.parts import ProtocolParts


@dataclass(frozen=True)
class LogoutRequest:
    """What was asked, proven. `back_to` is where the person may go afterwards, `state` included."""

    client: RegisteredClient | None
    back_to: str | None


def examine_logout(parameters: Parameters, parts: ProtocolParts) -> LogoutRequest | ProtocolError:
    """The request, proven, or the refusal; a refusal is always a page, never a redirect."""
    if parameters.faulty():
        words = "a parameter was given more than once, is too long or not text"
        return ProtocolError("invalid_request", words, min(parameters.faulty()))
    hint = _hinted(parameters.get("id_token_hint"), parts)
    if isinstance(hint, ProtocolError):
        return hint
    client_id = parameters.get("client_id")
    audience = str(hint["aud"]) if hint else None
    if client_id and audience and client_id != audience:
        return ProtocolError("invalid_request", "client_id is not the audience of id_token_hint", "client_id")
    client = parts.clients.find(client_id or audience)
    if client_id and client is None:
        return ProtocolError("invalid_request", "client_id is not registered here", "client_id")
    address = parameters.get("post_logout_redirect_uri")
    if address is None:
        return LogoutRequest(client, None)
    if client is None or address not in client.registration.post_logout_redirect_uris:
        name = "post_logout_redirect_uri"
        return ProtocolError("invalid_request", f"{name} is not registered for this client", name)
    return LogoutRequest(client, _with_state(address, parameters.get("state")))


def _hinted(token: str | None, parts: ProtocolParts) -> dict[str, Any] | ProtocolError | None:
    """The claims of the hint, which may have expired long ago; an ID token of ours and nothing else."""
    if token is None:
        return None
    claims = parts.keys.verify(token)
    if claims is None or claims.get("iss") != parts.issuer or not isinstance(claims.get("aud"), str):
        return ProtocolError("invalid_request", "id_token_hint is not an ID token of this provider", "id_token_hint")
    return claims


def _with_state(address: str, state: str | None) -> str:
    if state is None:
        return address
    return f"{address}{'&' if urlsplit(address).query else '?'}{urlencode({'state': state})}"
