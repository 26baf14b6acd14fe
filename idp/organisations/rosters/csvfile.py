"""Reads a roster from CSV: every fault with its line, and nothing taken when there is one."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from idp.organisations.rosters.base import RosterRow, normal_value
from idp.policies.registration import RosterRule

_LONGEST = 200
_MOST_FAULTS = 50


@dataclass(frozen=True)
class RosterFile:
    """What a file holds. `faults` are words for the operator; with any, `rows` must not be used."""

    rows: Sequence[RosterRow]
    faults: Sequence[str]


def read_roster(file: Path, rule: RosterRule) -> RosterFile:
    """The rows of a UTF-8 CSV file (with or without byte order mark) whose first line names the rule's columns."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            return _read(csv.DictReader(stream, strict=True), rule)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        return RosterFile((), (f"{file}: cannot be read as CSV in UTF-8: {error}",))


def _read(reader: csv.DictReader[str], rule: RosterRule) -> RosterFile:
    missing = set(rule.columns) - set(reader.fieldnames or ())
    if missing:
        return RosterFile((), (f"line 1: no column {', '.join(sorted(missing))}",))
    rows: list[RosterRow] = []
    faults: list[str] = []
    lines: dict[str, int] = {}
    for row in reader:
        line = reader.line_num
        values = {column: (row[column] or "").strip() for column in rule.columns}
        faults += [f"line {line}: {column} is empty" for column, value in values.items() if not value]
        faults += [f"line {line}: {column} is too long" for column, value in values.items() if len(value) > _LONGEST]
        if None in row:
            faults.append(f"line {line}: more values than columns")
        key = normal_value(values[rule.key])
        if key in lines:
            faults.append(f"line {line}: {rule.key} stands already on line {lines[key]}")
        lines.setdefault(key, line)
        rows.append(values)
        if len(faults) >= _MOST_FAULTS:
            break
    if not rows and not faults:
        faults.append("the file has no rows")
    return RosterFile(rows, faults)
