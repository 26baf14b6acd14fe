"""Reads permits from CSV (UTF-8, first line names the columns). All rows or none; every fault is told with its line."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from caseportal.casetypes.permits import PermitRecord
from caseportal.models.transactions import write_transaction
from caseportal.registry.table import TableRegistry, permit_number

REQUIRED_COLUMNS = ("number", "permit_kind", "status", "entry_checked", "valid_until", "stay_until")
"""The columns of the permit itself; every other column is an entry about its holder."""

_KINDS = frozenset({"single_entry", "multi_entry"})
_STATUSES = frozenset({"valid", "replaced", "void"})


@dataclass(frozen=True)
class ReadPermits:
    """What a file holds: permits, or faults (in English, for operators) and then no permits."""

    permits: tuple[PermitRecord, ...]
    faults: tuple[str, ...]


def read_permits(lines: Iterable[str]) -> ReadPermits:
    """Parses the lines of a CSV file. Pure."""
    rows = csv.DictReader(lines)
    missing = [name for name in REQUIRED_COLUMNS if name not in (rows.fieldnames or ())]
    if missing:
        return ReadPermits((), (f"line 1: these columns are missing: {', '.join(missing)}",))
    permits: dict[str, PermitRecord] = {}
    faults: list[str] = []
    for row in rows:
        result = _permit_of(row)
        if isinstance(result, str):
            faults.append(f"line {rows.line_num}: {result}")
        elif result.number in permits:
            faults.append(f"line {rows.line_num}: the permit stands in the file twice")
        else:
            permits[result.number] = result
    return ReadPermits((), tuple(faults)) if faults else ReadPermits(tuple(permits.values()), ())


def _permit_of(row: dict[str, str | None]) -> PermitRecord | str:
    if None in row or None in row.values():
        return "more or fewer values than columns"
    texts = {name: (value or "").strip() for name, value in row.items()}
    number = permit_number(texts["number"])
    if not number:
        return "number is empty"
    if texts["permit_kind"] not in _KINDS:
        return f"permit_kind must be one of {', '.join(sorted(_KINDS))}"
    if texts["status"] not in _STATUSES:
        return f"status must be one of {', '.join(sorted(_STATUSES))}"
    if texts["entry_checked"] not in {"yes", "no"}:
        return "entry_checked must be yes or no"
    try:
        valid_until, stay_until = (_day(texts[name]) for name in ("valid_until", "stay_until"))
    except ValueError:
        return "valid_until and stay_until must be dates such as 2026-11-20, or empty"
    holder = {name: value for name, value in texts.items() if name not in REQUIRED_COLUMNS and value}
    return PermitRecord(
        number, texts["permit_kind"], texts["status"], texts["entry_checked"] == "yes", valid_until, stay_until, holder
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


async def import_permits(registry: TableRegistry, permits: Iterable[PermitRecord], now: datetime) -> tuple[int, int]:
    """Records all permits in one transaction; gives how many were new and how many replaced."""
    new = replaced = 0
    async with write_transaction() as connection:
        for permit in permits:
            if await registry.put(connection, permit, now):
                new += 1
            else:
                replaced += 1
    return new, replaced
