"""What an operator tells the portal: each command does its work, or says what is wrong and exits with 2."""

import asyncio
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tortoise.backends.base.executor import EXECUTOR_CACHE

from caseportal.commands import group
from caseportal.models.notices import Notice
from caseportal.models.opening import close_database, open_database
from caseportal.models.registry import RegisteredPermit
from shared.sealing import new_key

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "deploy" / "demo" / "seeds"
CASE_TYPE = next((ROOT / "caseportal" / "casetypes").rglob("multi_entry*.toml"))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder with the settings of a portal."""
    for name in [each for each in os.environ if each.startswith("GATEHOUSE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GATEHOUSE_HOME", str(tmp_path))
    EXECUTOR_CACHE.clear()
    (tmp_path / "settings.toml").write_text(
        "[caseportal]\n"
        'base_url = "http://localhost:8500"\n'
        f'database_url = "sqlite:///{tmp_path / "portal.db"}"\n'
        f'sealing_keys = ["t1:{new_key()}"]\n'
        f'index_key = "{new_key()}"\n'
        'mail_url = "smtp://localhost:1"\n'
        'issuer = "http://localhost:8400"\n'
        'client_id = "caseportal"\n'
        'client_secret = "secret"\n'
    )
    return tmp_path


def call(*arguments: str | Path) -> Result:
    """The outcome of `gatehouse …`."""
    return CliRunner().invoke(group, [str(each) for each in arguments])


async def count(home: Path) -> tuple[int, int]:
    """How many permits are on record, and how many notices on the board."""
    await open_database(f"sqlite:///{home / 'portal.db'}")
    try:
        return await RegisteredPermit.all().count(), await Notice.all().count()
    finally:
        await close_database()


def test_migrating_and_importing(home: Path) -> None:
    """From an empty folder to permits on record and notices on the board; a second import replaces."""
    assert "up to date" in call("caseportal", "migrate").output
    assert "and replaced 0" in call("registry", "import", SEEDS / "permits.csv").output
    assert "Imported 0 new permits" in call("registry", "import", SEEDS / "permits.csv").output
    assert "are on the board" in call("notices", "import", SEEDS / "notices.toml").output
    permits, notices = asyncio.run(count(home))
    assert permits > 0
    assert notices > 0


@pytest.mark.parametrize(
    ("command", "content", "words"),
    [
        (("registry", "import"), b"number\n1\n", "was not imported"),
        (("registry", "import"), b"\xff\xfe\x00", "is not UTF-8 text"),
        (("notices", "import"), b"nonsense = [", "Invalid value"),
        (("casetypes", "check"), b"key = 1", "key"),
    ],
)
def test_a_faulty_file_is_told(
    home: Path, tmp_path: Path, command: tuple[str, str], content: bytes, words: str
) -> None:
    """Exit status 2, the fault in words, nothing imported."""
    file = tmp_path / "faulty"
    file.write_bytes(content)
    result = call(*command, file)
    assert result.exit_code == 2, result.output
    assert words in result.output


def test_checking_a_case_type() -> None:
    """The shipped case type is all right and is counted."""
    assert "All right." in call("casetypes", "check", CASE_TYPE).output


def test_writing_the_diagram(tmp_path: Path) -> None:
    """The file is that of the documentation."""
    call("caseportal", "states-diagram", tmp_path / "states.md")
    assert (tmp_path / "states.md").read_text() == (ROOT / "docs" / "developers" / "case-states.md").read_text()
