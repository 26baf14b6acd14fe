"""The chain over the audit log: each link is a keyed hash over the link before and one event.

The worker seals; requests only insert events, so no request waits for the chain's end. Whoever can write to the
database but does not hold the index key cannot make a link. See docs/decisions/0003.
"""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, insert, select, text, update

from idp.storage.tables.audit import audit_chain, audit_events, audit_head
from shared.sealing import Sealer

_BATCH = 500
_LOCK = 0x6761_7465  # any constant; one sealer at a time on PostgreSQL, where writers do not wait in line
_START = "0" * 64
_HEAD = "events"


@dataclass(frozen=True)
class Verdict:
    """What a verification found."""

    links: int
    """How many links the chain has."""
    head: str
    """The last link: note it outside this machine to prove later that nothing was cut off and made anew."""
    waiting: int
    """Events that are not sealed yet."""
    faults: tuple[str, ...]
    """What is wrong, in words for the operator; empty when the log is whole."""

    @property
    def ok(self) -> bool:
        """Whether the log is whole."""
        return not self.faults


def _link(sealer: Sealer, before: str, position: int, event: Row[Any]) -> str:
    content = json.dumps(
        [event.event_id, event.at.isoformat(), event.kind, event.actor, event.subject, event.detail],
        ensure_ascii=False,
        sort_keys=True,
    )
    return sealer.digest("audit-chain", f"{before}\n{position}\n{content}")


def _head_proof(sealer: Sealer, position: int, link: str) -> str:
    return sealer.digest("audit-head", f"{position}\n{link}")


def seal_pending(engine: Engine, sealer: Sealer, now: datetime) -> int:
    """Seals the next events, oldest first, at most 500; gives how many. Safe to run in several workers."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        position, link = _last_link(connection)
        pending = connection.execute(
            select(audit_events)
            .where(audit_events.c.sealed_as.is_(None))
            .order_by(audit_events.c.at, audit_events.c.event_id)
            .limit(_BATCH)
        ).all()
        for event in pending:
            position += 1
            link = _link(sealer, link, position, event)
            connection.execute(
                insert(audit_chain).values(position=position, event_id=event.event_id, link=link, sealed_at=now)
            )
            connection.execute(
                update(audit_events).where(audit_events.c.event_id == event.event_id).values(sealed_as=position)
            )
        if pending:
            _move_head(connection, sealer, position, link)
    return len(pending)


def _last_link(connection: Connection) -> tuple[int, str]:
    row = connection.execute(
        select(audit_chain.c.position, audit_chain.c.link).order_by(audit_chain.c.position.desc()).limit(1)
    ).first()
    return (row.position, row.link) if row else (0, _START)


def _move_head(connection: Connection, sealer: Sealer, position: int, link: str) -> None:
    values = {"position": position, "proof": _head_proof(sealer, position, link)}
    moved = connection.execute(update(audit_head).where(audit_head.c.name == _HEAD).values(values))
    if moved.rowcount == 0:
        connection.execute(insert(audit_head).values(name=_HEAD, **values))


def verify(engine: Engine, sealer: Sealer) -> Verdict:
    """Computes every link anew; tells changed, missing, added and reordered events apart where it can."""
    with engine.begin() as connection:
        faults, position, link = _walk(connection, sealer)
        sealed = audit_events.c.sealed_as.is_not(None)
        unchained = connection.scalar(
            select(func.count())
            .select_from(audit_events)
            .outerjoin(audit_chain, audit_chain.c.event_id == audit_events.c.event_id)
            .where(sealed, audit_chain.c.event_id.is_(None))
        )
        if unchained:
            faults.append(f"{unchained} sealed events stand in no link: they were added, or links were removed")
        head = connection.execute(select(audit_head).where(audit_head.c.name == _HEAD)).first()
        if not _head_agrees(sealer, head, position, link):
            faults.append("the chain does not end where its head says: its end was cut off, or the head was changed")
        waiting = connection.scalar(select(func.count()).select_from(audit_events).where(~sealed)) or 0
    return Verdict(position, link, waiting, tuple(faults))


def _head_agrees(sealer: Sealer, head: Row[Any] | None, position: int, link: str) -> bool:
    if head is None:
        return position == 0
    return head.position == position and hmac.compare_digest(head.proof, _head_proof(sealer, position, link))


def _walk(connection: Connection, sealer: Sealer) -> tuple[list[str], int, str]:
    faults: list[str] = []
    position, before = 0, _START
    rows = connection.execution_options(yield_per=1000).execute(
        select(audit_chain.c.position, audit_chain.c.link, audit_chain.c.event_id.label("chained"), audit_events)
        .outerjoin(audit_events, audit_events.c.event_id == audit_chain.c.event_id)
        .order_by(audit_chain.c.position)
    )
    for row in rows:
        position += 1
        if row.position != position:
            faults.append(f"link {position} is missing: the chain goes on at {row.position}")
            position = row.position
        elif row.event_id is None:
            faults.append(f"link {position}: its event was deleted")
        elif row.sealed_as != row.position:
            faults.append(f"link {position}: its event claims place {row.sealed_as}: reordered")
        elif not hmac.compare_digest(row.link, _link(sealer, before, position, row)):
            faults.append(f"link {position}: event {row.event_id} was changed, or the links were reordered")
        before = row.link
    return faults, position, before
