"""Permits on record: import and look-up."""

from pathlib import Path

import pytest
from tortoise import Tortoise

from caseportal.registry.importing import import_permits, read_permits
from caseportal.registry.table import TableRegistry
from shared.sealing import Sealer
from tests.conftest import FakeClock

HEADER = "number,permit_kind,status,entry_checked,valid_until,stay_until,chinese_name,id_number"
ROW = "115A 0000-0101,single_entry,valid,yes,2027-02-28,2030-08-31,王美麗,440106200305170126"
DEMO = Path(__file__).parents[3] / "deploy" / "demo" / "seeds" / "permits.csv"


@pytest.mark.asyncio
async def test_imported_permits_are_found_in_any_spelling_and_sealed(
    portal_database: str, sealer: Sealer, clock: FakeClock
) -> None:
    """A permit is found with blanks and small letters; the database shows no number and no name."""
    registry = TableRegistry(sealer)
    read = read_permits([HEADER, ROW])
    assert await import_permits(registry, read.permits, clock()) == (1, 0)
    assert await import_permits(registry, read.permits, clock()) == (0, 1)
    found = await registry.find(" 115a 00000101")
    assert found == read.permits[0]
    assert await registry.find("115A00000102") is None
    rows = await Tortoise.get_connection("default").execute_query_dict("SELECT * FROM registered_permit")
    everything = " ".join(str(value) for row in rows for value in row.values())
    for secret in ("115A00000101", "440106200305170126", "王美麗"):
        assert secret not in everything


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (ROW.replace("single_entry", "triple"), "permit_kind must be"),
        (ROW.replace("valid", "lost"), "status must be"),
        (ROW.replace("yes", "perhaps"), "entry_checked must be"),
        (ROW.replace("2027-02-28", "28/02/2027"), "must be dates"),
        (ROW.replace("115A 0000-0101", " - "), "number is empty"),
        (ROW + ",one more", "more or fewer values"),
        ("115A1", "more or fewer values"),
    ],
)
def test_a_faulty_row_is_told_with_its_line_and_nothing_is_read(row: str, words: str) -> None:
    """One bad row keeps the whole file out."""
    read = read_permits([HEADER, ROW.replace("0101", "0199"), row])
    assert read.permits == ()
    assert len(read.faults) == 1
    assert read.faults[0].startswith("line 3: ")
    assert words in read.faults[0]


def test_missing_columns_and_repeated_permits_are_faults() -> None:
    """The header is checked, and one permit stands in a file once."""
    assert "status" in read_permits(["number,permit_kind"]).faults[0]
    assert "twice" in read_permits([HEADER, ROW, ROW]).faults[0]


def test_the_demo_permits_can_be_read() -> None:
    """The seeds of the demo fit."""
    read = read_permits(DEMO.read_text(encoding="utf-8").splitlines())
    assert read.faults == ()
    assert {"115A00000101", "115A00000102"} <= {permit.number for permit in read.permits}
