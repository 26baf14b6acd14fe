"""Alembic's environment: the connection, and for a draft the metadata, come from `idp.storage.migrating`."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import JSON

from idp.storage.metadata import UtcDateTime


def _render(kind: str, value: Any, _context: AutogenContext) -> str | Literal[False]:
    if kind == "type" and isinstance(value, UtcDateTime):
        return "UtcDateTime()"
    return "json_column()" if kind == "type" and isinstance(value, JSON) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=context.config.attributes.get("metadata"),
    render_item=_render,
    render_as_batch=False,
    transaction_per_migration=False,
)
context.run_migrations()
