"""The operator's commands for clients and keys."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import idp.storage.tables  # noqa: F401  # registers every table
from idp.oidc.commands import client_group, keys_group
from idp.storage.metadata import metadata
from shared.sealing import new_key
from shared.sql import create_engine

REGISTRATION = """
client_id = "reports"
name = { zh = "統計", en = "Statistics" }
populations = ["agency"]
redirect_uris = ["https://reports.example/callback"]
secret = "0123456789abcdef0123456789abcdef"
"""


@pytest.fixture
def home(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder with settings and an empty database."""
    monkeypatch.setenv("GATEHOUSE_HOME", str(tmp_path))
    settings = {
        "base_url": "http://localhost:8400",
        "database_url": sqlite_url,
        "sealing_keys": [f"k1:{new_key()}"],
        "index_key": new_key(),
        "mail_url": "smtp://localhost:8625",
    }
    lines = [f"{name} = {json.dumps(value)}" for name, value in settings.items()]
    (tmp_path / "settings.toml").write_text("[idp]\n" + "\n".join(lines), encoding="utf-8")
    engine = create_engine(sqlite_url)
    metadata.create_all(engine)
    engine.dispose()
    return tmp_path


def clients(*arguments: str) -> Result:
    """Runs `gatehouse client …`."""
    return CliRunner().invoke(client_group, list(arguments))


@pytest.fixture
def registration(home: Path) -> str:
    """A registration file."""
    file = home / "reports.toml"
    file.write_text(REGISTRATION, encoding="utf-8")
    return str(file)


def test_client_from_options_gets_a_secret_once(home: Path) -> None:
    """The generated secret is printed at the registration and never again."""
    arguments = ("add", "bench", "--population", "agency", "--redirect-uri", "http://127.0.0.1:9999/cb", "--trusted")
    first = clients(*arguments)
    assert first.exit_code == 0, first.output
    shown = json.loads(first.stdout)
    assert shown["client_id"] == "bench"
    assert len(shown["client_secret"]) >= 43
    assert shown["client_secret"] not in clients("list", "--json").stdout


def test_client_from_a_file_and_again(registration: str) -> None:
    """A second time is refused, unless it may replace; replacing keeps what is not said."""
    assert json.loads(clients("add", "--from", registration).stdout) == {"client_id": "reports"}
    again = clients("add", "--from", registration)
    assert (again.exit_code, "already" in again.stderr) == (2, True)
    assert clients("add", "--from", registration, "--replace", "--level", "2").exit_code == 0
    listed = json.loads(clients("list", "--json").stdout)
    assert listed["level"] == 2
    assert "統計" in clients("list").stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("add",), "client_id"),
        (("add", "x"), "redirect_uris"),
        (("add", "x", "--redirect-uri", "http://portal.example/cb", "--population", "agency"), "https"),
        (("add", "x", "--redirect-uri", "https://portal.example/cb#f", "--population", "agency"), "fragment"),
        (("add", "x", "--redirect-uri", "https://a.example/", "--population", "a", "--secret", "short"), "32"),
        (("add", "--from", "/no/such/file"), "cannot be read"),
    ],
)
def test_faults_are_told_with_status_2(home: Path, arguments: tuple[str, ...], words: str) -> None:
    """Every fault is on stderr, in words for the operator, and nothing is registered."""
    result = clients(*arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert clients("list").stdout == ""


def test_keys_are_listed_and_rotated(home: Path) -> None:
    """Rotation lets the next key sign and publishes a new one; listing shows no secret."""
    runner = CliRunner()
    assert runner.invoke(keys_group, ["rotate", "--alg", "ES256"]).exit_code == 0
    listed = runner.invoke(keys_group, ["list"]).stdout
    states = sorted(line.split("\t")[1] for line in listed.splitlines() if line.startswith("ES256"))
    assert states == ["active", "next", "retired"]
    assert "PRIVATE" not in listed
