"""Activation links in the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, insert, select, update

from idp.storage.tables.accounts import activation_links as table


class LinkState(StrEnum):
    """What a mailed link is worth."""

    GOOD = "good"
    USED = "used"
    REPLACED = "replaced"
    OVER = "over"


@dataclass(frozen=True)
class ActivationLink:
    """A mailed link, known by the keyed hash of its token."""

    account_id: str
    expires_at: datetime
    used_at: datetime | None
    replaced_at: datetime | None

    def state(self, now: datetime) -> LinkState:
        """What it is worth now."""
        if self.used_at:
            return LinkState.USED
        if self.replaced_at:
            return LinkState.REPLACED
        return LinkState.GOOD if now < self.expires_at else LinkState.OVER


def add_link(connection: Connection, account_id: str, digest: str, now: datetime, expires_at: datetime) -> None:
    """Keeps a new link; it replaces the account's older ones."""
    connection.execute(
        update(table)
        .where(table.c.account_id == account_id, table.c.used_at.is_(None), table.c.replaced_at.is_(None))
        .values(replaced_at=now)
    )
    connection.execute(
        insert(table).values(token_digest=digest, account_id=account_id, sent_at=now, expires_at=expires_at)
    )


def link_of(connection: Connection, digest: str) -> ActivationLink | None:
    """The link, or None."""
    row = connection.execute(select(table).where(table.c.token_digest == digest)).first()
    return ActivationLink(row.account_id, row.expires_at, row.used_at, row.replaced_at) if row else None


def use_link(connection: Connection, digest: str, now: datetime) -> bool:
    """Uses the link up; False when it was used, replaced or over: of parallel uses one is told True."""
    used = connection.execute(
        update(table)
        .where(
            table.c.token_digest == digest,
            table.c.used_at.is_(None),
            table.c.replaced_at.is_(None),
            table.c.expires_at > now,
        )
        .values(used_at=now)
    )
    return used.rowcount == 1
