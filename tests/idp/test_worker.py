"""The worker does its jobs again and again, whatever one of them meets."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from idp import worker
from idp.oidc.clients import store as client_store
from idp.purging import purge
from idp.storage.tables.protocol import logout_notices
from idp.worker import Job, jobs, repeat
from tests.idp.home import Home
from tests.idp.oidc.world import client


def test_every_job_runs(home: Home) -> None:
    """Mail, logout notices, sealing and purge each do one round over a real installation."""
    home.account("student", "meili")
    found = {job.name: job for job in jobs(home.settings, home.house.stores)}
    assert set(found) == {"mail", "logout", "audit", "purge"}
    done = {name: asyncio.run(_once(job)) for name, job in found.items()}
    assert done["audit"] >= 1
    assert done["mail"] == 0


async def _once(job: Job) -> int:
    return await job.work()


def test_a_fault_does_not_stop_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """A job that fails is logged and tried again."""
    monkeypatch.setattr(worker, "_AFTER_A_FAULT", timedelta(0))
    rounds: list[int] = []

    async def work() -> int:
        rounds.append(1)
        if len(rounds) == 1:
            raise ConnectionError("database gone")
        return 1

    async def some_rounds() -> None:
        running = asyncio.create_task(repeat(Job("tried", timedelta(milliseconds=1), work)))
        while len(rounds) < 3:
            await asyncio.sleep(0.01)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    asyncio.run(asyncio.wait_for(some_rounds(), 10))
    assert len(rounds) >= 3


def test_what_is_over_is_removed(home: Home) -> None:
    """Old sessions and short-lived values go; living ones stay."""
    stores = home.house.stores
    stores.expiring.put("k", "old", "v", timedelta(minutes=1))
    stores.expiring.put("k", "new", "v", timedelta(days=30))
    purging = next(job for job in jobs(home.settings, stores) if job.name == "purge")
    home.clock.advance(days=8)
    assert asyncio.run(_once(purging)) >= 1
    assert stores.expiring.get("k", "new") == "v"
    with stores.database.begin() as connection:
        assert connection.scalar(text("SELECT count(*) FROM sessions")) == 0


def test_delivered_logout_notices_go_after_a_week(home: Home) -> None:
    """A notice that is over is kept for a week; one that still waits is never lost."""
    stores = home.house.stores
    with stores.database.begin() as connection:
        client_store.add(connection, client(), None, home.clock())
        row = {"client_id": "portal", "subject": "a" * 32, "sid": "s", "attempts": 1}
        moments = {"due_at": home.clock(), "created_at": home.clock()}
        for notice, state, finished in (("1", "delivered", home.clock()), ("2", "waiting", None)):
            values = {**row, **moments, "notice_id": notice * 32, "state": state, "finished_at": finished}
            connection.execute(logout_notices.insert().values(values))
    purge(stores)
    home.clock.advance(days=8)
    purge(stores)
    with stores.database.begin() as connection:
        assert connection.scalars(select(logout_notices.c.state)).all() == ["waiting"]
