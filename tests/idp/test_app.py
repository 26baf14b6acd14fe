"""The application as a whole: health, headers, static files, sizes."""

from __future__ import annotations

from pathlib import Path

import pytest

from idp.app import configuration_faults, create_app, read_populations
from idp.policies import PolicyError
from tests.conftest import FakeClock
from tests.idp.home import Home, settings_for


def test_health(home: Home) -> None:
    """A migrated installation is ready; one whose short-lived store is gone says what is missing."""
    client = home.app.test_client()
    assert client.get("/healthz/live").status_code == 200
    assert client.get("/healthz/ready").status_code == 200


def test_an_installation_without_recordings_says_so(home: Home) -> None:
    """Missing CAPTCHA recordings do not stop the service and are told to the operator."""
    assert any("audio CAPTCHA" in fault for fault in configuration_faults(home.house))


def test_pages_have_security_headers_and_no_store(home: Home) -> None:
    """Pages carry the policy with a nonce and are not cached; the browser cookie is HttpOnly."""
    page = home.app.test_client().get("/")
    assert "nonce-" in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-store"
    assert "HttpOnly" in page.headers["Set-Cookie"]


def test_a_flood_is_refused(home: Home) -> None:
    """A request larger than any of our forms is refused before it is read."""
    page = home.app.test_client().post("/register/student", data={"name": "x" * 100_000})
    assert page.status_code == 413


def test_a_lying_population_stops_the_start(tmp_path: Path, sqlite_url: str, clock: FakeClock) -> None:
    """A file of the operator that declares more than it earns is refused at start, by name."""
    folder = tmp_path / "populations"
    folder.mkdir()
    shipped = Path(__file__).parents[2] / "idp" / "populations" / "agency.toml"
    lying = shipped.read_text(encoding="utf-8").replace('name = "agency"', 'name = "liars"')
    (folder / "liars.toml").write_text(lying.replace("level = 1", "level = 3"), encoding="utf-8")
    settings = settings_for(tmp_path, sqlite_url, population_folders=[folder])
    with pytest.raises(PolicyError, match="liars: password \\+ emailcode declares level 3 but earns 1"):
        read_populations(settings)
    with pytest.raises(PolicyError):
        create_app(settings, clock)
