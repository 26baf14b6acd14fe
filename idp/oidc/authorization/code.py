"""Issuing the code: the session is noted at the client, grant and audit event are written, in one transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from idp.audit import Event
from idp.oidc.authorization.request import AuthorizationRequest
from idp.oidc.events import ProtocolEvent
from idp.oidc.grants import store
from idp.oidc.grants.model import NewGrant
from idp.oidc.parts import ProtocolParts
from idp.oidc.token.server import CODE, new_token
from idp.sessions import Session


def issue_code(
    parts: ProtocolParts, connection: Connection, request: AuthorizationRequest, session: Session, now: datetime
) -> str:
    """A code for what the request asks and the session proves, good for one minute and once."""
    client_id = request.client.client_id
    code = new_token()
    grant = NewGrant(
        client_id=client_id,
        account_id=session.account_id,
        session_id=session.session_id,
        sid=parts.sessions.reach(connection, session, client_id, now),
        scope=request.scope,
        nonce=request.nonce,
        auth_time=session.authenticated_at,
        level=session.level,
        amr=session.amr,
        redirect_uri=request.back.redirect_uri,
        code_challenge=request.code_challenge,
    )
    store.write(connection, grant, parts.stores.sealer.digest(CODE, code), now)
    parts.sessions.touch(connection, session, now)
    actor, subject = f"account:{session.account_id}", f"client:{client_id}"
    parts.stores.audit.record(
        connection, Event(ProtocolEvent.CODE_ISSUED, actor, subject, {"level": session.level, "scope": request.scope})
    )
    return code
