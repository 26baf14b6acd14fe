"""Sizes, docstrings of packages, and words that must not be in the repository."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.house.sources import PACKAGES, ROOT, of_packages, tracked

MOST_LINES = 400


@pytest.mark.parametrize("path", tracked(".py"), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_is_too_long(path: Path) -> None:
    """A file over 400 lines is a room to divide."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize(
    "path",
    [path for path in of_packages(".py") if path.name == "__init__.py"],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_every_package_says_what_lives_in_it(path: Path) -> None:
    """A folder's __init__.py has a docstring."""
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("package", PACKAGES)
def test_no_room_is_named_by_kind_of_code(package: str) -> None:
    """Rooms are named by meaning, never utils, helpers, common, misc or managers."""
    named = {
        path
        for path in (ROOT / package).rglob("*")
        if re.fullmatch(r"(utils?|helpers?|common|misc|managers?)(\.py)?", path.name)
    }
    assert not named


def test_nothing_is_left_for_later() -> None:
    """No unfinished mark is in the code."""
    mark = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK"]) + r")\b")
    assert not [
        path
        for path in of_packages(".py", ".html", ".js", ".scss", ".toml")
        if mark.search(path.read_text(encoding="utf-8"))
    ]


def test_no_machine_path_or_registry_is_in_the_repository() -> None:
    """Paths of one machine and addresses of package registries stay out."""
    words = re.compile(
        "|".join(["/wo" + "rk/", "/ro" + "ot/", r"registry\." + r"npmjs", r"pypi\." + "org/simple", "/op" + "t/wheels"])
    )
    found = [
        path
        for path in tracked(".py", ".toml", ".md", ".json", ".lock", ".sh", ".yml", ".html", "gatehouse", "run")
        if words.search(path.read_text(encoding="utf-8"))
    ]
    assert not found
