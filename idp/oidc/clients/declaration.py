"""A registration as an operator writes it: a TOML file with the names of the model, and perhaps a `secret`."""

from __future__ import annotations

import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from idp.oidc.clients.model import Client

_SHORTEST_SECRET = 32
_SECRET_BYTES = 32


class DeclarationError(Exception):
    """The registration is not valid; the text says to the operator what to mend, all at once."""


@dataclass(frozen=True)
class Declaration:
    """A checked registration, and its secret if it has one. `generated` is False for a secret that was given."""

    client: Client
    secret: str | None
    generated: bool


def read_declaration(file: Path) -> dict[str, Any]:
    """The values of a TOML file; DeclarationError when it cannot be read."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise DeclarationError(f"{file}: cannot be read ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DeclarationError(f"{file}: is not TOML: {error}") from error


def declare(values: Mapping[str, Any]) -> Declaration:
    """The registration that the values make. A client that needs a secret and has none gets a random one."""
    given = {name: value for name, value in values.items() if name != "secret"}
    secret = values.get("secret")
    try:
        client = Client.model_validate(given)
    except ValidationError as error:
        faults = (
            f"  {'.'.join(str(part) for part in fault['loc']) or 'registration'}: {fault['msg']}"
            for fault in error.errors()
        )
        raise DeclarationError("the registration is not valid:\n" + "\n".join(faults)) from error
    if secret is not None and not client.needs_secret:
        raise DeclarationError(f"{client.token_endpoint_auth_method} takes no secret")
    if secret is not None and len(str(secret)) < _SHORTEST_SECRET:
        raise DeclarationError(f"a secret needs at least {_SHORTEST_SECRET} characters")
    if client.needs_secret and secret is None:
        return Declaration(client, secrets.token_urlsafe(_SECRET_BYTES), generated=True)
    return Declaration(client, None if secret is None else str(secret), generated=False)
