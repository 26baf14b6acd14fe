"""The UserInfo endpoint."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, request

from idp.oidc.bearer import bearer_token
from idp.oidc.claims.scopes import claims_of
from idp.oidc.errors import ProtocolError
from idp.oidc.grants import tokens
from idp.oidc.intake import JSON_HEADERS
from idp.oidc.parts import ProtocolParts
from idp.oidc.token.server import ACCESS
from shared.sql import reader_of

_STATUS = {"invalid_request": 400, "insufficient_scope": 403}
_INVALID = ProtocolError("invalid_token", "the access token is expired, revoked or unknown")
_INSUFFICIENT = ProtocolError("insufficient_scope", "the access token does not cover openid")


class UserInfoEndpoint:
    """Answers GET and POST with the claims of the token's scopes; a disabled account has none from that moment on."""

    def __init__(self, parts: ProtocolParts) -> None:
        self._parts = parts
        self._reader = reader_of(parts.stores.database)

    def __call__(self) -> Response:
        """The view."""
        presented = bearer_token(request)
        if presented is None:
            return Response("", 401, [("WWW-Authenticate", "Bearer")])
        found = presented if isinstance(presented, ProtocolError) else self._claims(presented)
        if isinstance(found, ProtocolError):
            return _refusal(found)
        return Response(json.dumps(found, ensure_ascii=False), 200, JSON_HEADERS)

    def _claims(self, access_token: str) -> dict[str, Any] | ProtocolError:
        stores = self._parts.stores
        with self._reader.begin() as connection:
            token = tokens.find_access(connection, stores.sealer.digest(ACCESS, access_token))
            if token is None or not token.live(stores.clock()):
                return _INVALID
            scopes = token.scope.split()
            if token.grant is None or "openid" not in scopes:
                return _INSUFFICIENT
            account = self._parts.person(connection, token.grant.account_id)
        if account is None:
            return _INVALID
        return claims_of(account, self._parts.populations[account.population], scopes)


def _refusal(error: ProtocolError) -> Response:
    challenge = f'Bearer error="{error.code}", error_description="{error.description}"'
    headers = [*JSON_HEADERS, ("WWW-Authenticate", challenge)]
    return Response(json.dumps(error.public()), _STATUS.get(error.code, 401), headers)
