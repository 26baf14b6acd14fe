"""Delivering logout notices: the worker's part. Retries with growing pauses, gives up after a day."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

import structlog
from sqlalchemy import Engine, Row, select, update

from idp.oidc.clients.register import ClientRegister
from idp.oidc.keys.ring import KeyRing
from idp.oidc.logout.token import TYP, logout_claims
from idp.oidc.outbound.guarded import FetchFailedError, GuardedClient, RefusedAddressError
from idp.storage.tables.protocol import logout_notices
from shared.clock import Clock

log = structlog.get_logger("oidc")

_CLAIM = timedelta(seconds=60)
"""How long a claimed row stays with its worker before another may take it."""

_AT_ONCE = 8
"""Notices under way together: a portal that hangs delays few others, and fifty are dealt with before a claim runs out."""

_PAUSES = tuple(timedelta(seconds=seconds) for seconds in (5, 15, 60, 300, 900, 3600, 7200, 14400, 28800, 28800))
"""After which failure to wait how long; about a day in all."""


class NoticeState(StrEnum):
    """Where a notice stands; the last three are final."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"
    UNWANTED = "unwanted"
    """The client has registered no address to be told at."""


@dataclass(frozen=True)
class _Attempt:
    state: NoticeState
    fault: str | None = None


class LogoutDelivery:
    """Takes due notices and posts a fresh logout token for each."""

    def __init__(
        self,
        *,
        issuer: str,
        database: Engine,
        clients: ClientRegister,
        keys: KeyRing,
        fetch: GuardedClient,
        clock: Clock,
    ) -> None:
        self._issuer = issuer
        self._database = database
        self._clients = clients
        self._keys = keys
        self._fetch = fetch
        self._clock = clock

    def deliver_due(self, limit: int = 50) -> int:
        """Delivers what is due, at most `limit`; gives how many notices were dealt with. Safe in several workers."""
        rows = self._claim(limit)
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            list(pool.map(lambda row: self._finish(row, self._attempt(row)), rows))
        return len(rows)

    def _claim(self, limit: int) -> list[Row[Any]]:
        now = self._clock()
        due = (
            select(logout_notices.c.notice_id)
            .where(logout_notices.c.state == NoticeState.WAITING.value, logout_notices.c.due_at <= now)
            .order_by(logout_notices.c.due_at)
            .limit(limit)
        )
        with self._database.begin() as connection:
            return list(
                connection.execute(
                    update(logout_notices)
                    .where(logout_notices.c.notice_id.in_(due), logout_notices.c.due_at <= now)
                    .values(due_at=now + _CLAIM, attempts=logout_notices.c.attempts + 1)
                    .returning(logout_notices)
                )
            )

    def _attempt(self, row: Row[Any]) -> _Attempt:
        client = self._clients.find(row.client_id)
        address = client.registration.backchannel_logout_uri if client else None
        if client is None or address is None:
            return _Attempt(NoticeState.UNWANTED)
        now = self._clock()
        claims = logout_claims(self._issuer, row.client_id, row.subject, row.sid, row.notice_id, now)
        token = self._keys.sign(claims, client.registration.id_token_signed_response_alg, TYP)
        try:
            answer = self._fetch.post_form(address, {"logout_token": token})
        except RefusedAddressError as refused:
            return _Attempt(NoticeState.FAILED, str(refused))
        except FetchFailedError as failed:
            return _Attempt(NoticeState.WAITING, str(failed))
        if answer.status in (200, 204):
            return _Attempt(NoticeState.DELIVERED)
        return _Attempt(NoticeState.WAITING, f"status {answer.status}")

    def _finish(self, row: Row[Any], attempt: _Attempt) -> None:
        now, state = self._clock(), attempt.state
        given_up = state is NoticeState.WAITING and row.attempts > len(_PAUSES)
        state = NoticeState.FAILED if given_up else state
        again = state is NoticeState.WAITING
        with self._database.begin() as connection:
            connection.execute(
                update(logout_notices)
                .where(logout_notices.c.notice_id == row.notice_id)
                .values(
                    state=state.value,
                    last_fault=attempt.fault,
                    due_at=now + _PAUSES[row.attempts - 1] if again else row.due_at,
                    finished_at=None if again else now,
                )
            )
        log.info("logout_notice", client=row.client_id, state=state.value, attempts=row.attempts, fault=attempt.fault)
