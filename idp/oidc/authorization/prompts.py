"""Why a person must act before a portal gets its answer: ordered prompts, each a list of checks (data).

The first prompt with a check that applies is shown; under `prompt=none` the check's error goes to the portal instead
(OpenID Connect Core section 3.1.2.6). The same table runs again after each page, so that no step can be skipped.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from idp.oidc.authorization.request import AuthorizationRequest, PromptValue
from idp.sessions import Session


class Answer(StrEnum):
    """What the person has done in this very attempt, beside what the session shows."""

    SIGNED_IN = "signed_in"
    CHOSE_ACCOUNT = "chose_account"
    CONSENTED = "consented"


@dataclass(frozen=True)
class Ask:
    """Everything the prompts look at: what is asked, who is there, what was answered in this attempt, the time."""

    request: AuthorizationRequest
    session: Session | None
    now: datetime
    consented: frozenset[str] = frozenset()
    """Scopes the person has agreed to for this client earlier."""
    answers: frozenset[Answer] = frozenset()

    def wants(self, value: PromptValue, unless: Answer) -> bool:
        """Whether the portal asks for a page that has not been answered in this attempt."""
        return value in self.request.prompts and unless not in self.answers

    @property
    def too_old(self) -> bool:
        """Whether the sign-in is older than `max_age` allows. A sign-in of this very attempt is never too old."""
        if self.request.max_age is None or self.session is None or Answer.SIGNED_IN in self.answers:
            return False
        return self.now - self.session.authenticated_at > timedelta(seconds=self.request.max_age) or (
            self.request.max_age == 0
        )


@dataclass(frozen=True)
class Check:
    """One reason to ask, the error that stands for it under `prompt=none`, and when it applies."""

    reason: str
    error: str
    applies: Callable[[Ask], bool]


@dataclass(frozen=True)
class Prompt:
    """One page that a person may have to answer."""

    name: str
    checks: tuple[Check, ...]


def _admitted(ask: Ask) -> bool:
    return ask.session is not None and ask.session.population in ask.request.client.registration.populations


def _level_too_low(ask: Ask) -> bool:
    able = ask.session is not None and ask.session.population in ask.request.populations
    return able and ask.session is not None and ask.session.level < ask.request.level


def _needs_consent(ask: Ask) -> bool:
    trusted = ask.request.client.registration.trusted
    return not trusted and Answer.CONSENTED not in ask.answers and not ask.request.scopes <= ask.consented


SELECT_ACCOUNT = Prompt(
    "select_account",
    (
        Check(
            "select_account_requested",
            "account_selection_required",
            lambda ask: (
                ask.session is not None
                and Answer.SIGNED_IN not in ask.answers
                and ask.wants(PromptValue.SELECT_ACCOUNT, Answer.CHOSE_ACCOUNT)
            ),
        ),
    ),
)
SIGN_IN = Prompt(
    "login",
    (
        Check("no_session", "login_required", lambda ask: ask.session is None),
        Check("login_requested", "login_required", lambda ask: ask.wants(PromptValue.LOGIN, Answer.SIGNED_IN)),
        Check("too_old", "login_required", lambda ask: ask.too_old),
        Check("level_too_low", "unmet_authentication_requirements", _level_too_low),
    ),
)
ADMISSION = Prompt(
    "admission",
    (
        Check("not_admitted", "interaction_required", lambda ask: not _admitted(ask)),
        Check(
            "other_population_asked",
            "interaction_required",
            lambda ask: ask.session is not None and ask.session.population not in ask.request.populations,
        ),
    ),
)
CONSENT = Prompt(
    "consent",
    (
        Check(
            "consent_requested",
            "consent_required",
            lambda ask: ask.wants(PromptValue.CONSENT, Answer.CONSENTED),
        ),
        Check("not_consented", "consent_required", _needs_consent),
    ),
)

PROMPTS = (SELECT_ACCOUNT, SIGN_IN, ADMISSION, CONSENT)
"""In the order in which they are asked. An account is told that it is not admitted only after it has signed in."""


@dataclass(frozen=True)
class Unanswered:
    """The prompt to show next, and the check that asks for it."""

    prompt: Prompt
    check: Check


def next_prompt(ask: Ask, prompts: Collection[Prompt] = PROMPTS) -> Unanswered | None:
    """The first prompt that the person must still answer, or None: the portal can have its code."""
    for prompt in prompts:
        for check in prompt.checks:
            if check.applies(ask):
                return Unanswered(prompt, check)
    return None
