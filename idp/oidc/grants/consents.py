"""What people have agreed to give to portals, remembered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from idp.storage.tables.protocol import consents


def consented_scopes(connection: Connection, account_id: str, client_id: str) -> frozenset[str]:
    """The scopes a person has agreed to for a client; empty when they never did."""
    scope: str | None = connection.scalar(
        select(consents.c.scope).where(consents.c.account_id == account_id, consents.c.client_id == client_id)
    )
    return frozenset((scope or "").split())


def remember(connection: Connection, account_id: str, client_id: str, scopes: frozenset[str], now: datetime) -> None:
    """Adds scopes to what the person has agreed to."""
    scope = " ".join(sorted(scopes | consented_scopes(connection, account_id, client_id)))
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(consents).values(account_id=account_id, client_id=client_id, scope=scope, given_at=now)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=[consents.c.account_id, consents.c.client_id], set_={"scope": scope, "given_at": now}
        )
    )
