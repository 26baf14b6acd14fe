"""Account rows as frozen records. Everything personal is sealed in one document of the row.

Callers bring their own connection, so that an account and what belongs to it are written in one transaction.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from idp.storage.tables.accounts import account_identifiers, accounts
from shared.i18n import DEFAULT_LANGUAGE, Language
from shared.sealing import Sealer

_BY_ID = select(accounts).where(accounts.c.account_id == bindparam("id"))
_BY_USERNAME = select(accounts).where(
    accounts.c.population == bindparam("population"), accounts.c.username_key == bindparam("key")
)


class AccountStatus(StrEnum):
    """Where an account stands. Only an active one signs in; a disabled one is out at once everywhere."""

    PENDING = "pending"
    ACTIVE = "active"
    DISABLED = "disabled"


@dataclass(frozen=True)
class Account:
    """One account. `fields` are the values of the registration form by field name, as the policy declares them."""

    account_id: str
    population: str
    username: str
    status: AccountStatus
    name: str
    email: str
    created_at: datetime
    phone: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    roles: tuple[str, ...] = ()
    language: Language = DEFAULT_LANGUAGE
    email_verified_at: datetime | None = None
    activated_at: datetime | None = None
    signed_in_at: datetime | None = None

    @property
    def is_active(self) -> bool:
        """Whether the account may be used."""
        return self.status is AccountStatus.ACTIVE


class AccountStore:
    """Reads and writes account rows."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer

    def by_id(self, connection: Connection, account_id: str) -> Account | None:
        """The account of that id, or None."""
        return self._one(connection.execute(_BY_ID, {"id": account_id}).first())

    def by_username(self, connection: Connection, population: str, username_key: str) -> Account | None:
        """The account of that name (`idp.policies.username_key`), or None."""
        return self._one(connection.execute(_BY_USERNAME, {"population": population, "key": username_key}).first())

    def by_identifier(self, connection: Connection, population: str, field_name: str, value: str) -> Account | None:
        """The account whose unique field has this (normal) value, or None."""
        row = connection.execute(
            select(accounts)
            .join(account_identifiers)
            .where(
                account_identifiers.c.population == population,
                account_identifiers.c.field == field_name,
                account_identifiers.c.value_index == self._index(population, field_name, value),
            )
        ).first()
        return self._one(row)

    def add(self, connection: Connection, account: Account, username_key: str, unique: Sequence[str] = ()) -> bool:
        """Writes a new account; False when its username or one of its `unique` fields belongs to another account."""
        person = {"name": account.name, "email": account.email, "phone": account.phone, "fields": dict(account.fields)}
        row = {
            "account_id": account.account_id,
            "population": account.population,
            "username": account.username,
            "username_key": username_key,
            "status": account.status.value,
            "roles": list(account.roles),
            "language": account.language,
            "person_sealed": self._sealer.seal(json.dumps(person), _context(account.account_id)),
            "email_verified_at": account.email_verified_at,
            "created_at": account.created_at,
            "activated_at": account.activated_at,
        }
        identifiers = [
            {
                "account_id": account.account_id,
                "field": name,
                "population": account.population,
                "value_index": self._index(account.population, name, account.fields[name]),
            }
            for name in unique
            if account.fields.get(name)
        ]
        try:
            with connection.begin_nested():
                connection.execute(insert(accounts), row)
                if identifiers:
                    connection.execute(insert(account_identifiers), identifiers)
        except IntegrityError:
            return False
        return True

    def activate(self, connection: Connection, account_id: str, now: datetime) -> bool:
        """Makes a pending account active and its mail address verified; False when it was not pending."""
        changed = connection.execute(
            update(accounts)
            .where(accounts.c.account_id == account_id, accounts.c.status == AccountStatus.PENDING.value)
            .values(status=AccountStatus.ACTIVE.value, activated_at=now, email_verified_at=now)
        )
        return changed.rowcount == 1

    def set_status(self, connection: Connection, account_id: str, status: AccountStatus) -> bool:
        """Sets where the account stands; False when there is no such account."""
        changed = connection.execute(
            update(accounts).where(accounts.c.account_id == account_id).values(status=status.value)
        )
        return changed.rowcount == 1

    def verify_email(self, connection: Connection, account_id: str, now: datetime) -> None:
        """Notes that the mail address was proved, if it was not known yet."""
        connection.execute(
            update(accounts)
            .where(accounts.c.account_id == account_id, accounts.c.email_verified_at.is_(None))
            .values(email_verified_at=now)
        )

    def note_sign_in(self, connection: Connection, account_id: str, now: datetime) -> None:
        """Notes the time of the latest sign-in."""
        connection.execute(update(accounts).where(accounts.c.account_id == account_id).values(signed_in_at=now))

    def _index(self, population: str, field_name: str, value: str) -> str:
        return self._sealer.blind_index(f"account {population} {field_name}", value)

    def _one(self, row: Row[Any] | None) -> Account | None:
        if row is None:
            return None
        person = json.loads(self._sealer.open(row.person_sealed, _context(row.account_id)))
        return Account(
            account_id=row.account_id,
            population=row.population,
            username=row.username,
            status=AccountStatus(row.status),
            name=person["name"],
            email=person["email"],
            phone=person["phone"],
            fields=person["fields"],
            roles=tuple(row.roles),
            language=row.language,
            email_verified_at=row.email_verified_at,
            created_at=row.created_at,
            activated_at=row.activated_at,
            signed_in_at=row.signed_in_at,
        )


def _context(account_id: str) -> str:
    return f"account:{account_id}:person"
