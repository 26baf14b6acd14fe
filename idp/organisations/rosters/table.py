"""The default roster: our own table, filled by CSV import."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from idp.organisations.rosters.base import Roster, RosterRow, normal_value
from idp.policies.registration import RosterRule
from idp.storage.metadata import new_id
from idp.storage.tables.organisations import roster_entries as table
from shared.sealing import Sealer

_BATCH = 500


class TableRoster(Roster):
    """Entries sealed in our database, found by the blind index of their key."""

    def find(self, rule: RosterRule, key: str) -> RosterRow | None:
        """See Roster.find."""
        sealer = self.stores.sealer
        with self.stores.reader.begin() as connection:
            row = connection.execute(
                select(table).where(table.c.roster == rule.name, table.c.key_index == _index(sealer, rule, key))
            ).first()
        if row is None:
            return None
        opened: dict[str, str] = json.loads(sealer.open(row.row_sealed, f"roster:{row.entry_id}"))
        return opened


def write_entries(
    connection: Connection, sealer: Sealer, rule: RosterRule, rows: Sequence[RosterRow], now: datetime
) -> None:
    """Writes entries in place of those with the same keys, in the caller's transaction: all or nothing."""
    for start in range(0, len(rows), _BATCH):
        batch = rows[start : start + _BATCH]
        indexes = [_index(sealer, rule, row[rule.key]) for row in batch]
        connection.execute(delete(table).where(table.c.roster == rule.name, table.c.key_index.in_(indexes)))
        entries = []
        for index, row in zip(indexes, batch, strict=True):
            entry_id = new_id()
            sealed = sealer.seal(json.dumps(dict(row)), f"roster:{entry_id}")
            entries.append(
                {
                    "entry_id": entry_id,
                    "roster": rule.name,
                    "key_index": index,
                    "row_sealed": sealed,
                    "imported_at": now,
                }
            )
        connection.execute(insert(table), entries)


def _index(sealer: Sealer, rule: RosterRule, key: str) -> str:
    return sealer.blind_index(f"roster {rule.name}", normal_value(key))
