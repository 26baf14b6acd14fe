"""Documents that are made from the code, so that they cannot go stale: `./gatehouse docs` writes them, a test compares."""

from __future__ import annotations

from pathlib import Path

from caseportal.settings import PortalSettings
from idp.settings import IdpSettings
from shared.settings import markdown

ROOT = Path(__file__).parents[1]


def settings_page() -> str:
    """`docs/operators/settings.md`: every setting of both services, from the docstrings of the settings classes."""
    return (
        "# Settings\n\n"
        "Made from the code by `./gatehouse docs`; do not edit.\n\n"
        "Settings stand in `settings.toml` of the home folder, one section per service; an environment variable wins over\n"
        "the file. Lists and tables in variables are written as JSON. A service that finds a fault in its settings does not\n"
        "start and says what to mend.\n\n"
        f"## `[idp]`: the identity provider\n\n{markdown(IdpSettings)}\n"
        f"## `[caseportal]`: the case portal\n\n{markdown(PortalSettings)}"
    )


def made_documents() -> dict[Path, str]:
    """Every made document: where it stands and what it must say."""
    return {ROOT / "docs" / "operators" / "settings.md": settings_page()}


def write_documents() -> list[Path]:
    """Writes what is missing or stale; gives the files that changed."""
    changed = []
    for file, text in made_documents().items():
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
            changed.append(file)
    return changed
