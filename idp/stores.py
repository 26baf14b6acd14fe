"""What the rooms of the identity provider keep things in, opened once by the composition root.

May import `audit`, `storage` and `shared`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Engine

from idp.audit import AuditLog
from idp.storage.accounts import AccountStore
from idp.storage.outbox import Outbox
from shared.clock import Clock
from shared.expiring import ExpiringStore
from shared.sealing import Sealer
from shared.sql import reader_of


@dataclass(frozen=True)
class Stores:
    """Database, short-lived values, sealing, time, mail, audit log and accounts of one installation."""

    database: Engine
    expiring: ExpiringStore
    sealer: Sealer
    clock: Clock
    mail: Outbox
    audit: AuditLog
    accounts: AccountStore

    @cached_property
    def reader(self) -> Engine:
        """The database for transactions that only read: on SQLite they do not wait for writers."""
        return reader_of(self.database)
