"""A person as the protocol knows them, and how the protocol asks for one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from sqlalchemy import Connection


@dataclass(frozen=True)
class Person:
    """An account with the data that claims are made of. `fields` are what its population's registration asked."""

    account_id: str
    population: str
    username: str
    active: bool
    """False as soon as the account is suspended, closed or not yet activated: nothing of it works then."""
    name: str = ""
    email: str = ""
    email_verified: bool = False
    phone: str = ""
    language: str = ""
    roles: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)


class People(Protocol):
    """Where persons are found, in the caller's transaction."""

    def find(self, connection: Connection, account_id: str) -> Person | None:
        """The person with this identifier, active or not; None when there is none."""
        ...
