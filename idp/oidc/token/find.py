"""Finding the token that a client names, good or not at all."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from idp.oidc.grants import tokens
from idp.oidc.grants.model import Token
from idp.oidc.parts import ProtocolParts
from idp.oidc.token.server import ACCESS, REFRESH


def find_token(parts: ProtocolParts, connection: Connection, value: str, now: datetime) -> Token | None:
    """The access or refresh token of that value, if it is live and its person may still sign in."""
    sealer = parts.stores.sealer
    token = tokens.find_access(connection, sealer.digest(ACCESS, value)) or tokens.find_refresh(
        connection, sealer.digest(REFRESH, value)
    )
    if token is None or not token.live(now):
        return None
    if token.grant is not None and parts.person(connection, token.grant.account_id) is None:
        return None
    return token
