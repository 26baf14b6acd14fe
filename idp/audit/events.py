"""Events and the one way to write them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import Connection, insert

from idp.storage.metadata import new_id
from idp.storage.tables.audit import audit_events
from shared.clock import Clock

_INSERT = insert(audit_events)

Detail = Mapping[str, str | int | bool | None]


class EventKind(StrEnum):
    """Base of every room's event tags, which read `room:thing:what happened`."""


@dataclass(frozen=True)
class Event:
    """Something that happened. Never holds passwords, codes, tokens or personal data: ids and facts only."""

    kind: EventKind
    actor: str
    """Who did it: `account:<id>`, `client:<id>`, `operator`, `system`, or `anonymous`."""
    subject: str | None = None
    """Whom or what it is about, written like the actor."""
    detail: Detail = field(default_factory=dict)


class AuditLog:
    """Writes events in the transaction of what they tell, so that neither is ever there without the other."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def record(self, connection: Connection, event: Event) -> None:
        """Writes one event. It is sealed into the chain by the worker."""
        row = {
            "event_id": new_id(),
            "at": self._clock(),
            "kind": event.kind.value,
            "actor": event.actor,
            "subject": event.subject,
            "detail": dict(event.detail),
        }
        connection.execute(_INSERT, row)
