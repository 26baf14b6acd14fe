"""Reads a service's settings from `<home>/settings.toml` and the environment."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from shared.settings.service import ServiceSettings

SETTINGS_FILE = "settings.toml"

S = TypeVar("S", bound=ServiceSettings)


class SettingsError(Exception):
    """The settings do not allow a start; the text says to the operator what to mend."""


def default_home() -> Path:
    """The folder named by GATEHOUSE_HOME, else `var` where the command was called."""
    return Path(os.environ.get("GATEHOUSE_HOME", "var")).resolve()


def load_settings(cls: type[S], section: str, home: Path | None = None) -> S:
    """The settings of one service; SettingsError names every fault at once."""
    folder = home or default_home()
    file = folder / SETTINGS_FILE
    values: dict[str, object] = {}
    if file.exists():
        try:
            values = tomllib.loads(file.read_text(encoding="utf-8")).get(section, {})
        except tomllib.TOMLDecodeError as error:
            raise SettingsError(f"{file}: {error}") from error
    try:
        return cls(**{"home": folder, **values})  # type: ignore[arg-type]  # values are checked by the model itself
    except ValidationError as error:
        prefix = cls.model_config.get("env_prefix", "")
        faults = [
            f"  {'.'.join(str(part) for part in fault['loc']) or 'settings'}: {fault['msg']}"
            f" (set it in [{section}] of {file}, or as {prefix}{str(fault['loc'][0]).upper() if fault['loc'] else '…'})"
            for fault in error.errors()
        ]
        raise SettingsError("The settings do not allow a start:\n" + "\n".join(faults)) from error
