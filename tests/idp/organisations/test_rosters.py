"""Roster files: every fault with its line, all or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from idp.organisations.rosters import load_roster
from idp.organisations.rosters.csvfile import read_roster
from idp.organisations.rosters.table import write_entries
from idp.policies.registration import RosterRule
from shared.i18n import LocalisedText
from tests.idp.home import Home

RULE = RosterRule(
    name="agencies",
    key="username",
    columns=("username", "agency_name"),
    mismatch=LocalisedText(zh="無", en="none"),
)
GOOD = "username,agency_name\nA01010000C,示範部\nA01020000C,示範處\n"


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        (GOOD.encode(), []),
        (b"\xef\xbb\xbf" + GOOD.encode(), []),
        (b"username\nA\n", ["line 1: no column agency_name"]),
        (b"username,agency_name\nA,\n", ["line 2: agency_name is empty"]),
        (b"username,agency_name\nA,x\na,y\n", ["line 3: username stands already on line 2"]),
        (b"username,agency_name\nA,x,y\n", ["line 2: more values than columns"]),
        (b"username,agency_name\n", ["the file has no rows"]),
        (f"username,agency_name\nA,{'x' * 300}\n".encode(), ["line 2: agency_name is too long"]),
    ],
)
def test_faults_have_lines(tmp_path: Path, content: bytes, faults: list[str]) -> None:
    """A file is taken as it is, or refused with the line of each fault."""
    file = tmp_path / "roster.csv"
    file.write_bytes(content)
    assert list(read_roster(file, RULE).faults) == faults


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    """A Big5 file is refused with words instead of garbled names."""
    file = tmp_path / "roster.csv"
    file.write_bytes("username,agency_name\nA,示範部\n".encode("big5"))
    (fault,) = read_roster(file, RULE).faults
    assert "UTF-8" in fault


def test_entries_are_found_in_every_spelling_and_replaced(any_home: Home, tmp_path: Path) -> None:
    """An entry is found by its key however that is spelled; a later import replaces it and doubles nothing."""
    stores = any_home.house.stores
    file = tmp_path / "roster.csv"
    for name in ("示範部", "新示範部"):
        file.write_text(f"username,agency_name\nA01010000C,{name}\n", encoding="utf-8")
        with stores.database.begin() as connection:
            write_entries(connection, stores.sealer, RULE, read_roster(file, RULE).rows, stores.clock())
        found = any_home.house.roster.find(RULE, " ａ01010000c")
        assert found == {"username": "A01010000C", "agency_name": name}
    assert any_home.house.roster.find(RULE, "B") is None
    with stores.database.begin() as connection:
        assert connection.scalar(text("SELECT count(*) FROM roster_entries")) == 1


def test_an_unknown_plug_in_is_told(home: Home) -> None:
    """A roster plug-in that is not installed stops the start with its name."""
    with pytest.raises(LookupError, match="pigeon"):
        load_roster("pigeon", home.house.stores)
