"""Settings as documentation: what stands in the attribute docstrings becomes the operator's table."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic_core import PydanticUndefined

from shared.settings.service import ServiceSettings


@dataclass(frozen=True)
class SettingDescription:
    """One setting as the operator sees it."""

    name: str
    environment: str
    default: str
    text: str


def describe(cls: type[ServiceSettings]) -> list[SettingDescription]:
    """Every setting of a service in the order of its class; `default` is empty for required ones."""
    prefix = cls.model_config.get("env_prefix", "")
    rows = []
    for name, field in cls.model_fields.items():
        default = field.get_default(call_default_factory=True, validated_data={})
        shown = "" if default is PydanticUndefined else f"`{default}`"
        rows.append(
            SettingDescription(name, f"{prefix}{name.upper()}", shown, " ".join((field.description or "").split()))
        )
    return rows


def markdown(cls: type[ServiceSettings]) -> str:
    """The settings of a service as a Markdown table."""
    lines = ["| setting | environment | default | what it does |", "|---|---|---|---|"]
    lines += [f"| `{row.name}` | `{row.environment}` | {row.default} | {row.text} |" for row in describe(cls)]
    return "\n".join(lines) + "\n"
