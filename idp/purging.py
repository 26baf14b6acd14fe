"""Removes what is over: nothing here is needed by anybody once its time has passed."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete

from idp.storage.tables.accounts import activation_links
from idp.storage.tables.outbox import mail_outbox
from idp.storage.tables.protocol import access_tokens, grants, logout_notices
from idp.storage.tables.sessions import sessions
from idp.stores import Stores

_LINKS = timedelta(days=30)
_MAIL_TRACES = timedelta(days=180)
_PROTOCOL = timedelta(days=7)
"""Grants and sessions stay for a week after their end, so that late reuse is still recognised; so do logout notices."""


def purge(stores: Stores) -> int:
    """Removes old links, traces of sent mail, ended sessions, grants, tokens and logout notices; gives the number of rows."""
    now = stores.clock()
    removed = stores.expiring.purge()
    with stores.database.begin() as connection:
        for statement in (
            delete(activation_links).where(activation_links.c.expires_at < now - _LINKS),
            delete(mail_outbox).where(mail_outbox.c.finished_at < now - _MAIL_TRACES),
            delete(access_tokens).where(access_tokens.c.expires_at < now - _PROTOCOL),
            delete(grants).where(grants.c.expires_at < now - _PROTOCOL),
            delete(sessions).where(sessions.c.expires_at < now - _PROTOCOL),
            delete(logout_notices).where(logout_notices.c.finished_at < now - _PROTOCOL),
        ):
            removed += connection.execute(statement).rowcount
    return removed
