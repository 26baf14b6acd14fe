"""What an operator types, and what comes back."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from idp.commands import group
from idp.policies.loading import SHIPPED
from shared.i18n import use_language
from shared.sealing import new_key

Run = Callable[..., Result]
SEEDS = Path(__file__).parents[2] / "deploy" / "demo" / "seeds"
ADD = ["account", "add", "--population", "staff", "--username", "officer1", "--name", "林志遠"]
SECRET = ["--password", "correct horse battery"]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line over a fresh home folder with a migrated database."""
    (tmp_path / "settings.toml").write_text(
        f"""[idp]
base_url = "http://localhost:8400"
database_url = "sqlite:///{tmp_path / "idp.db"}"
sealing_keys = ["k1:{new_key()}"]
index_key = "{new_key()}"
mail_url = "smtp://127.0.0.1:1"
""",
        encoding="utf-8",
    )
    monkeypatch.setenv("GATEHOUSE_HOME", str(tmp_path))

    def command(*arguments: str, typed: str = "") -> Result:
        return CliRunner().invoke(group, list(arguments), input=typed)

    assert command("idp", "migrate").exit_code == 0
    return command


def test_an_account_is_made_once(run: Run) -> None:
    """An account is made from arguments and standard input; a second one of the name is refused with status 2."""
    made = run(*ADD, "--role", "officer", "--password-stdin", typed="correct horse battery\n")
    assert made.exit_code == 0, made.output
    assert len(made.stdout.strip()) == 32
    again = run(*ADD, *SECRET)
    assert again.exit_code == 2
    assert "already" in again.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([*ADD, "--password", "short"], "password: Use at least 8 characters"),
        ([*ADD, *SECRET, "--role", "king"], "role king"),
        ([*ADD, *SECRET, "--field", "shoe=42"], "field shoe"),
        ([*ADD, *SECRET, "--field", "shoe"], "NAME=VALUE"),
        ([*ADD[:3], "pigeons", *ADD[4:], *SECRET], "there is no population 'pigeons'"),
        (["account", "suspend", "--population", "staff", "--username", "nobody"], "no such account"),
        (["roster", "import", "pigeons", str(SEEDS / "agencies.csv")], "no population uses a roster 'pigeons'"),
        (["roster", "import", "agencies", str(SEEDS / "students.csv")], "line 1: no column"),
    ],
)
def test_wrong_orders_are_told(run: Run, arguments: list[str], words: str) -> None:
    """Each wrong order ends on stderr with status 2 and says what is wrong."""
    with use_language("en"):
        result = run(*arguments)
    assert result.exit_code == 2
    assert words in result.stderr


def test_rosters_are_taken_or_only_checked(run: Run, tmp_path: Path) -> None:
    """`--check` reads and takes nothing; without it every entry is there."""
    for name, file in (("agencies", "agencies.csv"), ("admitted_students", "students.csv")):
        assert "nothing was taken" in run("roster", "import", name, str(SEEDS / file), "--check").output
        assert "entries taken" in run("roster", "import", name, str(SEEDS / file)).output
    with sqlite3.connect(tmp_path / "idp.db") as database:
        entries = sum(len((SEEDS / file).read_text().splitlines()) - 1 for file in ("agencies.csv", "students.csv"))
        assert database.execute("SELECT count(*) FROM roster_entries").fetchone()[0] == entries
    database.close()


def test_the_audit_log_is_verified(run: Run, tmp_path: Path) -> None:
    """A whole log says so with its head; a changed one ends with status 2 and names the link."""
    run(*ADD, *SECRET)
    assert "the audit log is whole: 2 links" in run("audit", "verify").output
    with sqlite3.connect(tmp_path / "idp.db") as database:
        database.execute("UPDATE audit_events SET actor = 'nobody' WHERE sealed_as = 1")
    database.close()
    broken = run("audit", "verify")
    assert broken.exit_code == 2
    assert "link 1" in broken.stderr


def test_accounts_come_by_file(run: Run, tmp_path: Path) -> None:
    """A CSV file makes many accounts; a wrong line is told and does not stop the others."""
    file = tmp_path / "people.csv"
    file.write_text(
        "population,username,password,name,email,roles\n"
        "staff,anna,correct horse battery,Anna,anna@example.tw,officer supervisor\n"
        "staff,bert,short,Bert,,\n",
        encoding="utf-8",
    )
    result = run("account", "import", str(file))
    assert "1 accounts made" in result.output
    assert "bert" in result.stderr


def test_populations_are_checked_and_listed(run: Run, tmp_path: Path) -> None:
    """A good file has nothing wrong; a lying one is named; the installation's own list is shown."""
    assert "nothing wrong" in run("populations", "check", *(str(file) for file in SHIPPED.glob("*.toml"))).output
    lying = tmp_path / "lying.toml"
    lying.write_text((SHIPPED / "agency.toml").read_text(encoding="utf-8").replace("level = 1", "level = 2"))
    result = run("populations", "check", str(lying))
    assert result.exit_code == 2
    assert "declares level 2 but earns 1" in result.stderr
    assert "student\tSign in for mainland students" in run("populations", "list").output
