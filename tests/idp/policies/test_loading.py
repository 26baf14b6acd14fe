"""Reading population files: what outsiders bring, and what they get to hear."""

from __future__ import annotations

from pathlib import Path

import pytest

from idp.policies import PolicyError, load_populations, read_population
from idp.policies.loading import SHIPPED

OUTSIDER = """
name = "bench"
title = { zh = "測試", en = "Bench" }
portal = { zh = "測試", en = "Bench" }
people = { zh = "測試", en = "testers" }
[username]
label = { zh = "帳號", en = "Username" }
min = 1
[password]
min = 8
[captcha]
registration = false
[lockout]
tries = 1000000
source_tries = 1000000
[[sign_in.accepts]]
factors = ["password"]
level = 1
"""


def test_outsiders_bring_a_population(tmp_path: Path) -> None:
    """A file with password only, no CAPTCHA and generous limits stands beside the shipped ones."""
    (tmp_path / "bench.toml").write_text(OUTSIDER, encoding="utf-8")
    populations = load_populations(SHIPPED, tmp_path)
    assert populations["bench"].lockout.tries == 1_000_000
    assert not populations["bench"].captcha.sign_in
    assert "student" in populations


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("min = 8", "min = 8\nmaximum = 9"), "password.maximum"),
        (("level = 1", "level = 4"), "sign_in.accepts.0.level"),
        (('name = "bench"', 'name = "Bench!"'), "name"),
        (("[username]", "[username"), "is not TOML"),
        (("min = 1\n", 'min = 1\npattern = "("\n'), "is not a regular expression"),
        (("min = 8", "min = 300"), "password"),
        (("[captcha]", "[recovery]\nkind = 'mailed_link'\n[captcha]"), "channel"),
    ],
)
def test_faults_name_file_and_place(tmp_path: Path, change: tuple[str, str], words: str) -> None:
    """A wrong file is refused with its name and the place of the fault."""
    file = tmp_path / "bench.toml"
    file.write_text(OUTSIDER.replace(*change), encoding="utf-8")
    with pytest.raises(PolicyError, match=r"bench\.toml") as refused:
        read_population(file)
    assert words in str(refused.value)


def test_two_files_cannot_share_a_name(tmp_path: Path) -> None:
    """A second population of the same name is refused, naming both files."""
    (tmp_path / "a.toml").write_text(OUTSIDER, encoding="utf-8")
    (tmp_path / "b.toml").write_text(OUTSIDER, encoding="utf-8")
    with pytest.raises(PolicyError, match=r"b\.toml.*a\.toml"):
        load_populations(tmp_path)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    """A misspelt folder in the settings is an error, not an empty list."""
    with pytest.raises(PolicyError, match="is not a folder"):
        load_populations(tmp_path / "nowhere")
