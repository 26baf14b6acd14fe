"""A client's registration (OpenID Connect Dynamic Client Registration 1.0 section 2, plus what is ours)."""

# ruff: noqa: S105  (names of registered parameters, not secrets)
from __future__ import annotations

from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from shared.i18n import LocalisedText

AuthenticationMethod = Literal["client_secret_basic", "client_secret_post", "private_key_jwt", "none"]
GrantType = Literal["authorization_code", "refresh_token", "client_credentials"]
SigningAlgorithm = Literal["ES256", "RS256"]

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
"""Hosts on which plain http is allowed: a program on the person's own computer, or the demo (RFC 8252 section 7.3)."""


_NOT_IN_ADDRESSES = frozenset("\"';,<>\\^`{|}")
"""Printable, but not in an address (RFC 3986 section 2), or an end of an entry in a content security policy."""


def _address(value: str) -> str:
    if not all("!" <= character <= "~" for character in value) or _NOT_IN_ADDRESSES.intersection(value):
        raise ValueError("an address is plain ASCII without spaces, quotes, semicolons and brackets")
    parts = urlsplit(value)
    if parts.fragment or "#" in value:
        raise ValueError("an address must have no fragment")
    if not parts.hostname or parts.username or parts.password:
        raise ValueError("an address needs a host, and neither user name nor password")
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise ValueError("an address must be https, or http on loopback")
    return value


Address = Annotated[str, AfterValidator(_address)]


class Client(BaseModel):
    """One portal. Frozen: a change is a new registration under the same identifier."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    client_id: str = Field(pattern=r"^[A-Za-z0-9._~-]{1,64}$")
    """Identifier of the client, unique in this provider; `client:<it>` fits the actor of an audit event."""

    name: LocalisedText
    """The portal's name as people know it, shown on consent, refusal and sign-out pages."""

    populations: tuple[str, ...] = ()
    """Populations whose accounts may enter (A2). Empty only for clients that never sign a person in."""

    level: int = Field(default=1, ge=1, le=3)
    """The least level of sign-in this portal takes, even when its request asks for nothing."""

    trusted: bool = False
    """A portal of the same authority: no consent page."""

    redirect_uris: tuple[Address, ...] = ()
    """Addresses that answers may be sent to, matched as whole strings."""

    post_logout_redirect_uris: tuple[Address, ...] = ()
    """Addresses a person may be sent to after signing out, matched as whole strings."""

    backchannel_logout_uri: Address | None = None
    """Where this portal takes logout tokens (OpenID Connect Back-Channel Logout 1.0)."""

    scopes: tuple[str, ...] = ("openid", "profile", "email")
    """Scopes this client may ask for; anything else it asks for is left out."""

    grant_types: tuple[GrantType, ...] = ("authorization_code", "refresh_token")
    """Grants the client may use at the token endpoint."""

    token_endpoint_auth_method: AuthenticationMethod = "client_secret_basic"
    """The one way in which the client proves who it is."""

    jwks: dict[str, Any] | None = None
    """Public keys of a client that uses `private_key_jwt`, as a JWK Set."""

    id_token_signed_response_alg: SigningAlgorithm = "ES256"
    """Algorithm of ID tokens and logout tokens for this client."""

    pkce_required: bool = True
    """Whether an authorization request must carry a PKCE challenge by S256 (RFC 9700 section 2.1.1)."""

    home_uri: Address | None = None
    """Front page of the portal, linked from pages that lead back to it."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        signs_in = "authorization_code" in self.grant_types
        if signs_in and not self.redirect_uris:
            raise ValueError("a client that signs people in needs redirect_uris")
        if signs_in and not self.populations:
            raise ValueError("a client that signs people in needs populations")
        if signs_in and "openid" not in self.scopes:
            raise ValueError("a client that signs people in needs the scope openid")
        if self.token_endpoint_auth_method == "private_key_jwt" and not self.jwks:
            raise ValueError("private_key_jwt needs jwks")
        if self.token_endpoint_auth_method == "none" and "client_credentials" in self.grant_types:
            raise ValueError("a client without credentials cannot use client_credentials")
        if self.token_endpoint_auth_method == "none" and not self.pkce_required:
            raise ValueError("a client without credentials must use PKCE")
        return self

    @property
    def needs_secret(self) -> bool:
        """Whether the client proves itself by a shared secret."""
        return self.token_endpoint_auth_method in ("client_secret_basic", "client_secret_post")

    def allowed_scope(self, requested: str) -> str:
        """The requested scopes that this client is registered for, in the order asked, each once."""
        asked = dict.fromkeys(requested.split())
        return " ".join(scope for scope in asked if scope in self.scopes)
