"""How a journey moves: the factor decides, the journey is swapped, then everything is written in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog
from sqlalchemy import Connection

from idp.audit import Event
from idp.audit.events import Detail
from idp.factors import Ask, FactorRegistry, Proven, Stay, Write
from idp.journeys import Enough, FactorStep, Journey, JourneyStore, Step, Unreachable, next_step
from idp.policies import Populations
from idp.sessions import Session, Sessions
from idp.signin.events import SignInEvent
from idp.signin.mails import sign_in_notice
from idp.storage.accounts import Account
from idp.storage.counters import count_sign_in
from idp.stores import Stores
from shared.clock import TAIPEI

log = structlog.get_logger("signin")


@dataclass(frozen=True)
class Moved:
    """The journey went on to another step."""

    journey: Journey


@dataclass(frozen=True)
class SignedIn:
    """The journey is over; `token` is the value of the session cookie."""

    journey: Journey
    token: str


@dataclass(frozen=True)
class Overtaken:
    """Another tab or request moved the journey first; nothing was written."""


@dataclass(frozen=True)
class NotReachable:
    """The level that is wanted cannot be reached with what this account has."""


@dataclass(frozen=True)
class NotActive:
    """The account was suspended meanwhile."""


@dataclass(frozen=True)
class Over:
    """The session whose evidence the journey built on has ended meanwhile."""


Outcome = Moved | SignedIn | Overtaken | NotReachable | NotActive | Over


@dataclass(frozen=True)
class SignIn:
    """The services that sign-in pages work with."""

    stores: Stores
    populations: Populations
    factors: FactorRegistry
    journeys: JourneyStore
    sessions: Sessions

    def account_of(self, connection: Connection, journey: Journey) -> Account | None:
        """The account that the journey is about."""
        return self.stores.accounts.by_id(connection, journey.account_id) if journey.account_id else None

    def step(self, connection: Connection, journey: Journey) -> Step:
        """What the journey must do next, with the factors that its account has."""
        account = self.account_of(connection, journey)
        bound = None if account is None else {f.name for f in self.factors if f.is_bound(connection, account)}
        return next_step(journey, self.populations[journey.population], bound)

    def current(self, connection: Connection, cookie: str | None, now: datetime) -> Session | None:
        """The session of a cookie's value, if its account is still active."""
        session = self.sessions.current(connection, cookie, now)
        if session is None:
            return None
        account = self.stores.accounts.by_id(connection, session.account_id)
        return session if account is not None and account.is_active else None

    def stay(self, journey: Journey, factor: str, outcome: Stay) -> bool:
        """Carries out what a step that goes on wants to remember and write; False when another tab was first."""
        if outcome.state is not None and self.journeys.save(journey.remembering(factor, outcome.state)) is None:
            return False
        with self.stores.database.begin() as connection:
            outcome.write(connection)
        return True

    def advance(self, ask: Ask, factor: str, outcome: Proven, cookie: str | None) -> Outcome:
        """Adds the evidence and goes on: to the next factor, or to the session. The last word is the policy's."""
        journey = ask.journey.proved(outcome.account.account_id, outcome.evidence).remembering(factor, {})
        with self.stores.reader.begin() as connection:
            account = self.stores.accounts.by_id(connection, outcome.account.account_id)
            step = self.step(connection, journey)
            session = self.current(connection, cookie, ask.now)
        if account is None or not account.is_active:
            return NotActive()
        if journey.carries_evidence and (session is None or session.account_id != account.account_id):
            return Over()
        log.info("factor_proved", factor=factor, population=journey.population, next=type(step).__name__)
        match step:
            case Unreachable():
                return NotReachable()
            case FactorStep(following):
                return self._go_on(
                    replace(ask, journey=journey, account=account, posted=None), following, outcome.write
                )
            case Enough(level):
                return self._complete(replace(ask, journey=journey, account=account), level, outcome.write, cookie)

    def _go_on(self, ask: Ask, following: str, write: Write) -> Outcome:
        begun = self.factors[following].begin(ask)
        saved = self.journeys.save(ask.journey.remembering(following, begun.state))
        if saved is None:
            return Overtaken()
        with self.stores.database.begin() as connection:
            self._write(connection, ask.journey, (write, begun.write))
        return Moved(saved)

    def _complete(self, ask: Ask, level: int, write: Write, cookie: str | None) -> Outcome:
        account = ask.account
        assert account is not None
        finished = self.journeys.finish(ask.journey)
        if finished is None:
            return Overtaken()
        policy = ask.policy
        with self.stores.database.begin() as connection:
            self._write(connection, ask.journey, (write,))
            token = self.sessions.start(
                connection,
                account_id=account.account_id,
                population=account.population,
                evidence=finished.evidence,
                now=ask.now,
                previous=self.sessions.current(connection, cookie, ask.now),
            )
            self.stores.accounts.note_sign_in(connection, account.account_id, ask.now)
            subject = f"account:{account.account_id}"
            factors = " ".join(piece.factor for piece in finished.evidence)
            detail: Detail = {
                "level": level,
                "factors": factors,
                "source": ask.source,
                "population": account.population,
            }
            self.stores.audit.record(connection, Event(SignInEvent.COMPLETED, subject, subject, detail))
            if policy.counters:
                count_sign_in(connection, policy.name, ask.now.astimezone(TAIPEI).date())
            if policy.sign_in.notice_by_mail and account.email:
                notice = sign_in_notice(policy, account, ask.source, ask.now)
                self.stores.mail.post(connection, notice, account.email, account.language)
        log.info("signed_in", population=account.population, level=level)
        return SignedIn(finished, token)

    def _write(self, connection: Connection, journey: Journey, writes: Sequence[Write]) -> None:
        for write in writes:
            write(connection)
        subject = f"account:{journey.account_id}"
        detail = {"factor": journey.evidence[-1].factor}
        self.stores.audit.record(connection, Event(SignInEvent.PROVED, subject, subject, detail))
