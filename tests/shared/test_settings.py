"""A service starts only with settings that are safe, and says what to mend."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic_settings import SettingsConfigDict

from shared.sealing import new_key
from shared.settings import ServiceSettings, SettingsError, describe, load_settings

ONE_KEY = new_key()


class ExampleSettings(ServiceSettings):
    """Settings of a service for this test."""

    model_config = SettingsConfigDict(env_prefix="GATEHOUSE_EXAMPLE_", use_attribute_docstrings=True)


def _write(home: Path, **changes: str) -> None:
    values = {
        "base_url": '"https://id.example.gov.tw"',
        "database_url": '"sqlite:///x.db"',
        "sealing_keys": f'["k1:{new_key()}"]',
        "index_key": f'"{new_key()}"',
        "mail_url": '"smtp://mail.example.gov.tw:25"',
    } | changes
    (home / "settings.toml").write_text(
        "[example]\n" + "\n".join(f"{name} = {value}" for name, value in values.items() if value)
    )


def test_settings_come_from_the_file_and_the_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One variable overrides one value of the file."""
    _write(tmp_path)
    monkeypatch.setenv("GATEHOUSE_EXAMPLE_BASE_URL", "https://other.example.gov.tw")
    settings = load_settings(ExampleSettings, "example", tmp_path)
    assert settings.base_url == "https://other.example.gov.tw"
    assert settings.mail_url == "smtp://mail.example.gov.tw:25"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"sealing_keys": ""}, "sealing_keys"),
        ({"index_key": ""}, "index_key"),
        ({"sealing_keys": '["k1:c2hvcnQ="]'}, "32 bytes"),
        ({"sealing_keys": '["k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="]'}, "random"),
        ({"sealing_keys": f'["k1:{ONE_KEY}"]', "index_key": f'"{ONE_KEY}"'}, "keys of their own"),
        ({"base_url": '"http://id.example.gov.tw"'}, "loopback"),
        ({"base_url": '"https://id.example.gov.tw/path"'}, "no path"),
        ({"demo": "true"}, "demo mode is refused"),
        ({"unknown": "1"}, "unknown"),
    ],
)
def test_unsafe_settings_refuse_the_start(tmp_path: Path, changes: dict[str, str], words: str) -> None:
    """Missing, guessable or shared secrets, plain http, demo outside loopback and misspelt names are refused in words."""
    _write(tmp_path, **changes)
    with pytest.raises(SettingsError, match=words):
        load_settings(ExampleSettings, "example", tmp_path)


def test_every_setting_has_its_documentation() -> None:
    """The attribute docstring of each setting is its text for operators."""
    assert all(row.text for row in describe(ExampleSettings))
