"""Starting, raising, reading and ending sessions, on both databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, select

import idp.storage.tables  # noqa: F401  # registers every table
from idp.oidc.clients import store as client_store
from idp.policies import Evidence, Populations
from idp.sessions import Session, Sessions
from idp.storage.metadata import metadata
from idp.storage.tables.sessions import sessions as table
from shared.sealing import Sealer
from shared.sql import create_engine
from tests.conftest import FakeClock
from tests.idp.oidc.world import card_proof, client, password_proof, population


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A database with every table."""
    made = create_engine(database_url)
    metadata.create_all(made)
    yield made
    made.dispose()


@pytest.fixture
def sessions(sealer: Sealer) -> Sessions:
    """The service."""
    return Sessions(sealer, Populations([population("student")]))


class Desk:
    """Starts and reads sessions of two people."""

    def __init__(self, engine: Engine, sessions: Sessions, clock: FakeClock) -> None:
        self.engine, self.sessions, self.clock = engine, sessions, clock

    def start(self, *evidence: Evidence, account: str = "a" * 32, previous: Session | None = None) -> str:
        """A sign-in; gives the cookie's value."""
        with self.engine.begin() as connection:
            return self.sessions.start(
                connection,
                account_id=account,
                population="student",
                evidence=evidence or (password_proof(self.clock),),
                now=self.clock(),
                previous=previous,
            )

    def read(self, token: str) -> Session | None:
        """A page's look at the cookie."""
        with self.engine.begin() as connection:
            return self.sessions.current(connection, token, self.clock())


@pytest.fixture
def desk(engine: Engine, sessions: Sessions, clock: FakeClock) -> Desk:
    """A desk."""
    return Desk(engine, sessions, clock)


def test_cookie_is_stored_hashed(desk: Desk) -> None:
    """At least 128 bits, and nothing in the database opens the session."""
    token = desk.start()
    assert len(token) >= 43
    with desk.engine.connect() as connection:
        row = connection.execute(select(table)).one()
    assert token not in str(row)
    assert desk.read(row.token_digest) is None


@pytest.mark.parametrize("token", ["", "x" * 43, "x" * 5000])
def test_unknown_values_open_nothing(desk: Desk, token: str) -> None:
    """A guessed, empty or giant value is nobody."""
    assert desk.read(token) is None


def test_step_up_renews_cookie_and_keeps_session(desk: Desk, clock: FakeClock) -> None:
    """The raised session is the same one under a new value; the old value is dead at once."""
    first = desk.start()
    before = desk.read(first)
    assert before is not None
    second = desk.start(card_proof(clock), previous=before)
    after = desk.read(second)
    assert after is not None
    assert desk.read(first) is None
    assert (after.session_id, after.level) == (before.session_id, 3)
    assert {piece.factor for piece in after.evidence} == {"password", "card"}


def test_aged_evidence_is_not_carried_on(desk: Desk, clock: FakeClock) -> None:
    """A password a day's work later does not bring the card's level back."""
    token = desk.start(password_proof(clock), card_proof(clock))
    clock.advance(minutes=20)
    aged = desk.read(token)
    assert aged is not None
    assert aged.level == 2
    renewed = desk.read(desk.start(password_proof(clock), previous=aged))
    assert renewed is not None
    assert renewed.level == 1


def test_an_aged_level_does_not_come_back_with_the_next_page(desk: Desk, clock: FakeClock) -> None:
    """Once a page was seen at the lower level the higher one is gone for good."""
    token = desk.start(password_proof(clock), card_proof(clock))
    clock.advance(minutes=20)
    aged = desk.read(token)
    assert aged is not None
    with desk.engine.begin() as connection:
        desk.sessions.touch(connection, aged, clock())
    clock.advance(minutes=1)
    again = desk.read(token)
    assert again is not None
    assert again.level == 2


def test_somebody_else_s_session_is_ended(desk: Desk) -> None:
    """Signing in as another person on the same browser ends the first person's session."""
    first = desk.start()
    second = desk.start(account="b" * 32, previous=desk.read(first))
    assert desk.read(first) is None
    found = desk.read(second)
    assert found is not None
    assert found.account_id == "b" * 32


def test_not_enough_evidence_is_a_broken_promise(desk: Desk, clock: FakeClock) -> None:
    """No session comes from evidence that the population does not accept."""
    lonely = Evidence("emailcode", ("otp",), password_proof(clock).channel, 1, clock())
    with pytest.raises(ValueError, match="evidence"):
        desk.start(lonely)


def test_each_client_knows_the_session_by_a_name_of_its_own(desk: Desk, clock: FakeClock) -> None:
    """`sid` differs between clients and stays the same for one; the end lists both, once."""
    session = desk.read(desk.start())
    assert session is not None
    with desk.engine.begin() as connection:
        for name in ("one", "two"):
            client_store.add(connection, client(name), None, clock())
        one = desk.sessions.reach(connection, session, "one", clock())
        assert desk.sessions.reach(connection, session, "one", clock()) == one
        assert desk.sessions.reach(connection, session, "two", clock()) != one
        assert {found.client_id for found in desk.sessions.end(connection, session.session_id, clock())} == {
            "one",
            "two",
        }
        assert desk.sessions.end(connection, session.session_id, clock()) == []


def test_a_person_sees_and_ends_other_sessions(desk: Desk, clock: FakeClock) -> None:
    """“Sign out elsewhere” ends all but the one that is kept."""
    desk.start()
    clock.advance(minutes=1)
    kept = desk.read(desk.start())
    assert kept is not None
    with desk.engine.begin() as connection:
        assert len(desk.sessions.of_account(connection, kept.account_id, clock())) == 2
        desk.sessions.end_all(connection, kept.account_id, clock(), keep=kept.session_id)
        assert [found.session_id for found in desk.sessions.of_account(connection, kept.account_id, clock())] == [
            kept.session_id
        ]


def test_a_proof_ages_though_another_factor_is_proved_anew(desk: Desk, clock: FakeClock) -> None:
    """A card shown once is not worth level 3 for ever because the password is typed again and again."""
    token = desk.start(password_proof(clock), card_proof(clock))
    for _ in range(72):
        clock.advance(minutes=10)
        token = desk.start(password_proof(clock), previous=desk.read(token))
    aged = desk.read(token)
    assert aged is not None
    assert aged.level < 3
    for _ in range(72):
        clock.advance(minutes=10)
        token = desk.start(password_proof(clock), previous=desk.read(token))
    last = desk.read(token)
    assert last is not None
    assert (last.level, last.amr) == (1, ("pwd",))


def test_a_session_of_a_population_that_is_gone_is_none(desk: Desk, sealer: Sealer) -> None:
    """When an operator takes a population away, its people are signed out, and no page breaks."""
    token = desk.start()
    desk.sessions = Sessions(sealer, Populations([population("agency")]))
    assert desk.read(token) is None
