"""Requests of machines as Authlib reads them: the form alone, each parameter once, nothing from the address."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from authlib.oauth2.rfc6749 import OAuth2Request
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from flask import Request
from sqlalchemy import Connection

from idp.oidc.errors import ProtocolError
from idp.oidc.parameters import Parameters

FORM = "application/x-www-form-urlencoded"
JSON_HEADERS = [("Content-Type", "application/json"), ("Cache-Control", "no-store"), ("Pragma", "no-cache")]
"""Headers of every answer that a machine gets and nobody may keep (RFC 6749 section 5.1)."""


class ProtocolRequest(OAuth2Request):  # type: ignore[misc]  # Authlib has no types
    """One request of a client, with the transaction it is answered in and the moment it came.

    The address is the configured one: nothing is read from the request's own host or forwarding headers.
    """

    def __init__(self, address: str, headers: Mapping[str, str], form: Mapping[str, str], now: datetime) -> None:
        super().__init__("POST", address, headers=headers)
        self.payload = BasicOAuth2Payload(dict(form))
        self.now = now
        self.connection: Connection | None = None
        self.keep = False
        """Whether what was written stands although the answer is an error: a family was revoked."""

    @property
    def form(self) -> dict[str, str]:
        """The posted parameters."""
        return self.payload.data  # type: ignore[no-any-return]  # Authlib has no types

    @property
    def args(self) -> dict[str, str]:
        """Never any: parameters in the address are refused before (RFC 6749 section 3.2)."""
        return {}

    @property
    def open_connection(self) -> Connection:
        """The transaction this request is answered in."""
        if self.connection is None:
            raise RuntimeError("the request is not being answered in a transaction")
        return self.connection


def read_form(request: Request) -> Parameters | ProtocolError:
    """The posted parameters, or why they are refused (RFC 6749 section 3.2)."""
    if request.query_string:
        return ProtocolError("invalid_request", "parameters belong in the body, not in the address")
    if request.mimetype != FORM:
        return ProtocolError("invalid_request", f"the body must be {FORM}")
    parameters = Parameters.of(request.form.items(multi=True))
    if parameters.faulty():
        return ProtocolError("invalid_request", "a parameter was given more than once, is too long or not text")
    return parameters


def body_of(error: ProtocolError) -> dict[str, Any]:
    """The JSON document of a refusal (RFC 6749 section 5.2)."""
    return dict(error.public())
