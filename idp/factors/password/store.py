"""Password credentials in the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from idp.factors.password.tables import password_credentials as table


@dataclass(frozen=True)
class Credential:
    """An account's password, as its hash."""

    phc: str
    changed_at: datetime
    failures: int
    """Wrong passwords in a row, whatever lockouts came between."""


def credential_of(connection: Connection, account_id: str) -> Credential | None:
    """The account's credential, or None."""
    row = connection.execute(select(table).where(table.c.account_id == account_id)).first()
    return Credential(row.phc, row.changed_at, row.failures) if row else None


def set_password(connection: Connection, account_id: str, phc: str, now: datetime) -> None:
    """Gives the account this password in place of any other."""
    connection.execute(delete(table).where(table.c.account_id == account_id))
    connection.execute(insert(table).values(account_id=account_id, phc=phc, changed_at=now, failures=0))


def strengthen(connection: Connection, account_id: str, before: str, after: str) -> None:
    """Replaces the hash of the same password, unless it was changed meanwhile."""
    connection.execute(update(table).where(table.c.account_id == account_id, table.c.phc == before).values(phc=after))


def note_failure(connection: Connection, account_id: str) -> None:
    """Counts a wrong password."""
    connection.execute(update(table).where(table.c.account_id == account_id).values(failures=table.c.failures + 1))


def forget_failures(connection: Connection, account_id: str) -> None:
    """A right password: the row of failures is over."""
    connection.execute(update(table).where(table.c.account_id == account_id, table.c.failures > 0).values(failures=0))


def remove(connection: Connection, account_id: str) -> bool:
    """Takes the password away; False when there was none."""
    return connection.execute(delete(table).where(table.c.account_id == account_id)).rowcount == 1
