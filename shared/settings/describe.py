"""Settings as documentation: what stands in the attribute docstrings becomes the operator's table."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from pydantic_core import PydanticUndefined

from shared.settings.service import ServiceSettings


@dataclass(frozen=True)
class SettingDescription:
    """One setting as the operator sees it."""

    name: str
    environment: str
    default: str
    text: str


def _shown(default: object) -> str:
    """A default as the settings file would write it; paths of this machine are told in words."""
    if isinstance(default, Path):
        return "of this checkout" if default.is_absolute() else f"`{default}`"
    if default is None or default in ([], {}):
        return "none"
    return f"`{json.dumps(default) if isinstance(default, bool) else default}`"


def describe(cls: type[ServiceSettings]) -> list[SettingDescription]:
    """Every setting of a service in the order of its class; `default` says `required` where there is none."""
    prefix = cls.model_config.get("env_prefix", "")
    rows = []
    for name, field in cls.model_fields.items():
        default = field.get_default(call_default_factory=True, validated_data={})
        shown = "required" if default is PydanticUndefined else _shown(default)
        rows.append(
            SettingDescription(name, f"{prefix}{name.upper()}", shown, " ".join((field.description or "").split()))
        )
    return rows


def markdown(cls: type[ServiceSettings]) -> str:
    """The settings of a service as a Markdown table."""
    lines = ["| setting | environment | default | what it does |", "|---|---|---|---|"]
    lines += [f"| `{row.name}` | `{row.environment}` | {row.default} | {row.text} |" for row in describe(cls)]
    return "\n".join(lines) + "\n"
