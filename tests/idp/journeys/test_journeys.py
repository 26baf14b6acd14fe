"""Journeys: bound to a browser, moved by one, handed over once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from idp.journeys import Enough, FactorStep, Journey, JourneyKind, JourneyStore, Unreachable, next_step
from idp.policies import Channel, Evidence, load_populations
from idp.policies.loading import SHIPPED
from shared.expiring import ExpiringStore, open_store
from shared.sealing import Sealer
from tests.conftest import FakeClock

POPULATIONS = load_populations(SHIPPED)


@pytest.fixture(params=["sqlite", "postgres", "valkey"])
def expiring(request: pytest.FixtureRequest, clock: FakeClock) -> Iterator[ExpiringStore]:
    """The store of short-lived values, on every engine."""
    if request.param == "valkey":
        store = open_store(request.getfixturevalue("valkey_url"), "sqlite://", clock)
    else:
        store = open_store(None, request.getfixturevalue(f"{request.param}_url"), clock)
    yield store
    store.close()


@pytest.fixture
def journeys(expiring: ExpiringStore, sealer: Sealer, clock: FakeClock) -> JourneyStore:
    """Journeys in that store."""
    return JourneyStore(expiring, sealer, clock)


def proof(clock: FakeClock, factor: str = "password", channel: Channel = Channel.BROWSER) -> Evidence:
    """Evidence of a factor."""
    return Evidence(factor, ("pwd",), channel, 1, clock())


def started(journeys: JourneyStore) -> Journey:
    """A journey of the browser `b1`."""
    return journeys.start("sign_in", population="agency", browser="b1", wanted_level=1, request={"x": [1]}, resume="/r")


def test_what_is_kept_comes_back(journeys: JourneyStore, clock: FakeClock) -> None:
    """A saved journey is loaded with everything in it."""
    journey = started(journeys).proved("a1", proof(clock)).remembering("emailcode", {"letters": "ABC"})
    journeys.save(journey)
    assert journeys.load(journey.journey_id, "b1") == journey
    assert journey.kind is JourneyKind.SIGN_IN


def test_other_browsers_and_late_visits_get_nothing(journeys: JourneyStore, clock: FakeClock) -> None:
    """A journey opens in its own browser only, and for thirty minutes."""
    journey = started(journeys)
    assert journeys.load(journey.journey_id, "b2") is None
    assert journeys.load("x" * 43, "b1") is None
    clock.advance(minutes=31)
    assert journeys.load(journey.journey_id, "b1") is None
    assert journeys.save(replace(journey, account_id="a1")) is None


def test_of_parallel_moves_one_wins(journeys: JourneyStore, clock: FakeClock) -> None:
    """Twenty requests that read the same record cannot all move it."""
    moved = started(journeys).proved("a1", proof(clock))
    with ThreadPoolExecutor(20) as pool:
        outcomes = list(pool.map(lambda _: journeys.save(moved), range(20)))
    assert sum(outcome is not None for outcome in outcomes) == 1


def test_a_finished_journey_is_handed_over_once(journeys: JourneyStore, clock: FakeClock) -> None:
    """The room that opened the journey gets it once, only when it is finished, only in its browser."""
    journey = started(journeys)
    assert journeys.take_finished(journey.journey_id, "b1") is None
    finished = journeys.finish(journey.proved("a1", proof(clock)))
    assert finished is not None
    assert journeys.take_finished(journey.journey_id, "b2") is None
    with ThreadPoolExecutor(10) as pool:
        taken = list(pool.map(lambda _: journeys.take_finished(journey.journey_id, "b1"), range(10)))
    assert [entry for entry in taken if entry is not None] == [finished]


def test_evidence_of_another_account_is_refused(journeys: JourneyStore, clock: FakeClock) -> None:
    """A journey is about one account from its first evidence on."""
    journey = started(journeys).proved("a1", proof(clock))
    with pytest.raises(ValueError, match="another account"):
        journey.proved("a2", proof(clock, "emailcode"))


def test_a_second_proof_replaces_the_first(journeys: JourneyStore, clock: FakeClock) -> None:
    """The same factor proved again counts once, with its later time."""
    journey = started(journeys).proved("a1", proof(clock))
    clock.advance(minutes=1)
    again = journey.proved("a1", proof(clock))
    assert [piece.at for piece in again.evidence] == [journey.created_at + timedelta(minutes=1)]


def test_steps_follow_the_policy(journeys: JourneyStore, clock: FakeClock) -> None:
    """Password first, then the code, then enough; a level that nothing reaches says so."""
    policy = POPULATIONS["agency"]
    journey = started(journeys)
    assert next_step(journey, policy) == FactorStep("password")
    journey = journey.proved("a1", proof(clock))
    assert next_step(journey, policy, {"password", "emailcode"}) == FactorStep("emailcode")
    assert next_step(journey, policy, {"password"}) == Unreachable()
    journey = journey.proved("a1", proof(clock, "emailcode", Channel.MAILBOX))
    assert next_step(journey, policy, {"password", "emailcode"}) == Enough(1)
    assert next_step(replace(journey, wanted_level=2), policy, {"password", "emailcode"}) == Unreachable()
