"""The contract of a factor. Every registered one passes `tests/idp/factors/contract.py`.

A step of a journey goes so: `begin` when the journey arrives at the factor (a code is made), `page` for GET, `answer` for POST.
They decide; they write nothing to the database themselves. What is to be written comes back as a `Write`, which the
journey's page carries out in its one transaction after the journey has moved on, so that of two tabs only one writes.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy import Connection
from werkzeug.datastructures import MultiDict
from wtforms import Field

from idp.captcha import Captchas
from idp.journeys import Attempts, Journey
from idp.policies import Channel, Evidence, Fault, Population
from idp.storage.accounts import Account
from idp.stores import Stores
from shared.i18n import Language

Write = Callable[[Connection], None]
"""Something to write in the request's one transaction."""


def nothing_to_write(connection: Connection) -> None:
    """The Write of an answer that changes nothing in the database."""


class BusyError(Exception):
    """The machine cannot take on more slow work now; the person should try again in a moment (503, Retry-After)."""


@dataclass(frozen=True)
class FactorServices:
    """What a factor is made with."""

    stores: Stores
    captchas: Captchas
    attempts: Attempts


@dataclass(frozen=True)
class Ask:
    """One visit to a factor's step."""

    journey: Journey
    policy: Population
    account: Account | None
    """The account that the journey is about, once something proved it."""
    browser: str
    """The id in the browser cookie."""
    source: str
    """Address of the person's side."""
    path: str
    """Local path of the step's page."""
    language: Language
    now: datetime
    posted: MultiDict[str, str] | None = None
    """The posted fields, on POST."""

    @property
    def is_first(self) -> bool:
        """Whether nothing has been proved yet in this journey."""
        return not self.journey.evidence


@dataclass(frozen=True)
class Page:
    """The page of a step: a template of the factor's folder that extends `signin/step.html`."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True)
class Begun:
    """What a factor remembers in the journey from its beginning on, and what is written with it."""

    state: Mapping[str, Any] = field(default_factory=dict)
    write: Write = nothing_to_write


@dataclass(frozen=True)
class Proven:
    """The answer was right: whose account it is and the evidence for the journey."""

    account: Account
    evidence: Evidence
    write: Write = nothing_to_write


@dataclass(frozen=True)
class Stay:
    """The step goes on: its page again, with words; perhaps with another state and something to write."""

    page: Page | None = None
    """The page to show now; nothing: the page is asked for anew by redirect."""
    state: Mapping[str, Any] | None = None
    write: Write = nothing_to_write


@dataclass(frozen=True)
class FieldFault:
    """A fault beside a field of a form."""

    field: str
    fault: Fault


@dataclass(frozen=True)
class Enrolment:
    """What a factor asks of a person who registers."""

    fields: Mapping[str, Field]
    """Fields for the registration form, by name; unbound WTForms fields."""
    template: str
    """Template with a macro `enrolment(form, policy)` that renders them."""
    faults: Callable[[Mapping[str, str], Sequence[str]], list[FieldFault]]
    """What is wrong with the values, given words a guesser would know (username, name)."""
    prepare: Callable[[Mapping[str, str], str, datetime], Write]
    """Does the slow work (hashing) for an account id; the Write then binds the factor."""


class Factor(ABC):
    """A way to prove who one is. A subclass is made once for each process and holds no state of people."""

    name: ClassVar[str]
    """Its name in policies, addresses and audit events."""
    amr: ClassVar[tuple[str, ...]]
    """Authentication method references (RFC 8176)."""
    channel: ClassVar[Channel]
    strength: ClassVar[int] = 1
    """The level that it earns alone."""
    identifies: ClassVar[bool] = False
    """Whether it can come first, before it is known whose account it is."""
    folder: ClassVar[Path]
    """Its folder, with `templates/factors/<name>/` and `locale/`."""

    def __init__(self, services: FactorServices) -> None:
        self.services = services

    @property
    @abstractmethod
    def label(self) -> str:
        """What people call it, in the language of the request."""

    @abstractmethod
    def is_bound(self, connection: Connection, account: Account) -> bool:
        """Whether the account can use it."""

    def begin(self, ask: Ask) -> Begun:
        """The journey arrives at this factor."""
        return Begun()

    @abstractmethod
    def page(self, ask: Ask) -> Page:
        """The step's page. Reading it changes nothing that matters: mail scanners and link previews read pages."""

    @abstractmethod
    def answer(self, ask: Ask) -> Proven | Stay:
        """What the person answered. Bad input is a `Stay` with words, never an exception."""

    def enrolment(self, policy: Population) -> Enrolment | None:
        """What it asks at registration; nothing for factors that are bound later or by themselves."""
        return None

    @abstractmethod
    def unbind(self, connection: Connection, account: Account) -> bool:
        """Removes the binding; False when there was none, or none that can be removed."""

    def health(self) -> list[str]:
        """What is wrong with its configuration, in words for the operator."""
        return []

    def evidence(self, now: datetime) -> Evidence:
        """The evidence of a right answer."""
        return Evidence(self.name, self.amr, self.channel, self.strength, now)
