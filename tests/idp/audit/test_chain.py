"""The audit chain notices what was done to the log."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text

from idp.audit import AuditLog, Event, EventKind, seal_pending, verify
from idp.storage.migrating import migrate
from shared.sealing import Sealer
from shared.sql import create_engine
from tests.conftest import FakeClock


class Tried(EventKind):
    """Events of these tests."""

    THING = "test:thing:done"


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A migrated database."""
    made = create_engine(database_url)
    migrate(made)
    yield made
    made.dispose()


def write(engine: Engine, clock: FakeClock, number: int) -> None:
    """Records events, a second apart."""
    log = AuditLog(clock)
    for index in range(number):
        clock.advance(seconds=1)
        with engine.begin() as connection:
            log.record(connection, Event(Tried.THING, "system", f"thing:{index}", {"number": index, "名": "值"}))


@pytest.fixture
def sealed(engine: Engine, clock: FakeClock, sealer: Sealer) -> Engine:
    """A log of five sealed events."""
    write(engine, clock, 5)
    assert seal_pending(engine, sealer, clock()) == 5
    return engine


def test_a_whole_log_is_whole(sealed: Engine, sealer: Sealer, clock: FakeClock) -> None:
    """An untouched log verifies; events that wait for their seal are counted, not faults."""
    write(sealed, clock, 2)
    verdict = verify(sealed, sealer)
    assert (verdict.ok, verdict.links, verdict.waiting) == (True, 5, 2)
    seal_pending(sealed, sealer, clock())
    again = verify(sealed, sealer)
    assert (again.ok, again.links, again.waiting) == (True, 7, 0)
    assert again.head != verdict.head


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ("UPDATE audit_events SET actor = 'nobody' WHERE sealed_as = 3", "was changed"),
        ("UPDATE audit_events SET detail = '{}' WHERE sealed_as = 5", "was changed"),
        ("DELETE FROM audit_events WHERE sealed_as = 3", "its event was deleted"),
        ("DELETE FROM audit_chain WHERE position = 3", "link 3 is missing"),
        ("DELETE FROM audit_chain WHERE position = 5", "its end was cut off"),
        ("DELETE FROM audit_chain", "its end was cut off"),
        ("DELETE FROM audit_head", "its end was cut off"),
        ("UPDATE audit_events SET sealed_as = 9 WHERE sealed_as = 2", "reordered"),
    ],
)
def test_damage_is_noticed(sealed: Engine, sealer: Sealer, damage: str, words: str) -> None:
    """A changed, deleted or moved event, and a cut chain, are each told in words."""
    with sealed.begin() as connection:
        connection.execute(text(damage))
    verdict = verify(sealed, sealer)
    assert not verdict.ok
    assert any(words in fault for fault in verdict.faults), verdict.faults


def test_an_inserted_link_is_noticed(sealed: Engine, sealer: Sealer, clock: FakeClock) -> None:
    """Who adds an event with a link of their own making is found out, for want of the key."""
    write(sealed, clock, 1)
    with sealed.begin() as connection:
        event_id = connection.scalar(text("SELECT event_id FROM audit_events WHERE sealed_as IS NULL"))
        connection.execute(text("UPDATE audit_events SET sealed_as = 6 WHERE sealed_as IS NULL"))
        connection.execute(
            text("INSERT INTO audit_chain VALUES (6, :event, :link, :now)"),
            {"event": event_id, "link": "a" * 64, "now": clock()},
        )
    assert any("link 6" in fault for fault in verify(sealed, sealer).faults)


def test_events_swapped_in_place_are_noticed(sealed: Engine, sealer: Sealer) -> None:
    """Two links that exchange their events no longer compute."""
    with sealed.begin() as connection:
        two, three = connection.scalars(
            text("SELECT event_id FROM audit_chain WHERE position IN (2, 3) ORDER BY position")
        ).all()
        for position, event in ((2, "aside"), (3, two), (2, three)):
            connection.execute(
                text("UPDATE audit_chain SET event_id = :event WHERE position = :position"),
                {"event": event, "position": position},
            )
            claimed = {
                "position": -position if event == "aside" else position,
                "event": two if event == "aside" else event,
            }
            connection.execute(text("UPDATE audit_events SET sealed_as = NULL WHERE event_id = :event"), claimed)
        for position, event in ((3, two), (2, three)):
            connection.execute(
                text("UPDATE audit_events SET sealed_as = :position WHERE event_id = :event"),
                {"event": event, "position": position},
            )
    verdict = verify(sealed, sealer)
    assert any("link 2" in fault for fault in verdict.faults), verdict.faults


def test_workers_beside_each_other_make_one_chain(engine: Engine, sealer: Sealer, clock: FakeClock) -> None:
    """Several sealers at once leave one unbroken chain."""
    write(engine, clock, 20)
    threads = [threading.Thread(target=seal_pending, args=(engine, sealer, clock())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    verdict = verify(engine, sealer)
    assert (verdict.ok, verdict.links, verdict.waiting) == (True, 20, 0)


def test_an_event_stands_or_falls_with_its_change(engine: Engine, clock: FakeClock) -> None:
    """When the transaction of a change is rolled back, its event is not there either."""
    with engine.connect() as connection, connection.begin() as change:
        AuditLog(clock).record(connection, Event(Tried.THING, "system"))
        change.rollback()
    with engine.begin() as connection:
        assert connection.scalar(text("SELECT count(*) FROM audit_events")) == 0
