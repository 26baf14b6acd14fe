"""The one table of transitions. Buttons, refusals, the diagram in the documentation and the tests come from it.

Pure data and pure functions: what is known about a case comes in as `CaseFacts`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from caseportal.cases.states import FINAL_STATES, CaseEvent, CaseState, FollowUp, Role


@dataclass(frozen=True)
class Actor:
    """Who acts: the role, the subject of the account (`sub` at the identity provider) and the name to keep."""

    role: Role
    subject: str
    name: str


SYSTEM = Actor(Role.SYSTEM, "system", "system")
"""The portal itself: payments that settle, documents that are ready."""


@dataclass(frozen=True)
class CaseFacts:
    """What the guards may ask about a case."""

    state: CaseState
    owner: str
    officer: str | None
    fee: int
    """New Taiwan dollars; 0 for a case type without a fee."""


class Guard(StrEnum):
    """A condition beside state and role."""

    OWN_CASE = "own_case"
    CLAIMED_BY_ACTOR = "claimed_by_actor"
    NOT_OWN_CASE = "not_own_case"
    HAS_FEE = "has_fee"
    PAID_OR_FREE = "paid_or_free"


def _holds_claim(facts: CaseFacts, actor: Actor) -> bool:
    return actor.role is Role.SUPERVISOR or facts.officer == actor.subject


GUARDS: Mapping[Guard, Callable[[CaseFacts, Actor], bool]] = MappingProxyType(
    {
        Guard.OWN_CASE: lambda facts, actor: facts.owner == actor.subject,
        Guard.CLAIMED_BY_ACTOR: _holds_claim,
        Guard.NOT_OWN_CASE: lambda facts, actor: facts.owner != actor.subject,
        Guard.HAS_FEE: lambda facts, actor: facts.fee > 0,
        Guard.PAID_OR_FREE: lambda facts, actor: facts.state is CaseState.PAID or facts.fee == 0,
    }
)


@dataclass(frozen=True)
class Transition:
    """One edge: on `event`, from any of `sources`, by any of `roles`, if `guard` holds, the case goes to `target`."""

    event: CaseEvent
    sources: frozenset[CaseState]
    target: CaseState
    roles: frozenset[Role]
    guard: Guard
    note_required: bool = False
    """The actor must say why, in words that the applicant reads."""
    follow_ups: tuple[FollowUp, ...] = field(default=())


_REVIEWERS = frozenset({Role.OFFICER, Role.SUPERVISOR})
_APPLICANT = frozenset({Role.APPLICANT})
_SYSTEM = frozenset({Role.SYSTEM})
_REVIEW = frozenset({CaseState.UNDER_REVIEW})
_BACK_WITH_APPLICANT = frozenset({CaseState.RETURNED, CaseState.DOCUMENTS_REQUESTED})
_MAIL = (FollowUp.MAIL_APPLICANT,)


def _by_reviewer(event: CaseEvent, target: CaseState, *, note: bool = True) -> Transition:
    return Transition(event, _REVIEW, target, _REVIEWERS, Guard.CLAIMED_BY_ACTOR, note, _MAIL)


TRANSITIONS: tuple[Transition, ...] = (
    Transition(
        CaseEvent.SUBMIT,
        frozenset({CaseState.DRAFT}),
        CaseState.SUBMITTED,
        _APPLICANT,
        Guard.OWN_CASE,
        follow_ups=_MAIL,
    ),
    Transition(
        CaseEvent.RESUBMIT,
        _BACK_WITH_APPLICANT,
        CaseState.SUBMITTED,
        _APPLICANT,
        Guard.OWN_CASE,
        follow_ups=_MAIL,
    ),
    Transition(
        CaseEvent.CLAIM,
        frozenset({CaseState.SUBMITTED}),
        CaseState.UNDER_REVIEW,
        _REVIEWERS,
        Guard.NOT_OWN_CASE,
    ),
    Transition(CaseEvent.RELEASE, _REVIEW, CaseState.SUBMITTED, _REVIEWERS, Guard.CLAIMED_BY_ACTOR),
    _by_reviewer(CaseEvent.RETURN, CaseState.RETURNED),
    _by_reviewer(CaseEvent.REQUEST_DOCUMENTS, CaseState.DOCUMENTS_REQUESTED),
    Transition(
        CaseEvent.APPROVE,
        _REVIEW,
        CaseState.APPROVED,
        _REVIEWERS,
        Guard.CLAIMED_BY_ACTOR,
        follow_ups=(FollowUp.MAIL_APPLICANT, FollowUp.QUEUE_DOCUMENTS),
    ),
    _by_reviewer(CaseEvent.REFUSE, CaseState.REFUSED),
    _by_reviewer(CaseEvent.NOT_ACCEPT, CaseState.NOT_ACCEPTED),
    Transition(
        CaseEvent.WITHDRAW,
        frozenset({CaseState.SUBMITTED, CaseState.UNDER_REVIEW}) | _BACK_WITH_APPLICANT,
        CaseState.WITHDRAWN,
        _APPLICANT,
        Guard.OWN_CASE,
        follow_ups=_MAIL,
    ),
    Transition(
        CaseEvent.PAY,
        frozenset({CaseState.APPROVED}),
        CaseState.PAID,
        _SYSTEM,
        Guard.HAS_FEE,
        follow_ups=(FollowUp.QUEUE_DOCUMENTS,),
    ),
    Transition(
        CaseEvent.ISSUE,
        frozenset({CaseState.APPROVED, CaseState.PAID}),
        CaseState.ISSUED,
        _SYSTEM,
        Guard.PAID_OR_FREE,
        follow_ups=_MAIL,
    ),
)
"""`queue_documents` on approval starts the papers of a case without a fee; with a fee they wait for the payment."""

_BY_EVENT: Mapping[CaseEvent, Transition] = MappingProxyType({each.event: each for each in TRANSITIONS})


class RefusalReason(StrEnum):
    """Why an event does not happen."""

    NOT_FOUND = "not_found"
    WRONG_STATE = "wrong_state"
    WRONG_ROLE = "wrong_role"
    GUARD = "guard"
    STALE = "stale"
    NOTE_MISSING = "note_missing"


def transition_for(event: CaseEvent) -> Transition:
    """The edge that an event takes; each event has exactly one."""
    return _BY_EVENT[event]


def refusal_of(event: CaseEvent, facts: CaseFacts, actor: Actor, note: str = "") -> RefusalReason | None:
    """Why `actor` cannot cause `event` now, or None if nothing stands against it."""
    transition = transition_for(event)
    if actor.role not in transition.roles:
        return RefusalReason.WRONG_ROLE
    if facts.state not in transition.sources:
        return RefusalReason.WRONG_STATE
    if not GUARDS[transition.guard](facts, actor):
        return RefusalReason.GUARD
    if transition.note_required and not note.strip():
        return RefusalReason.NOTE_MISSING
    return None


def possible_events(facts: CaseFacts, actor: Actor) -> tuple[CaseEvent, ...]:
    """The events that `actor` can cause now (the buttons of a page), in the order of the table."""
    return tuple(each.event for each in TRANSITIONS if refusal_of(each.event, facts, actor, note="given") is None)


def mermaid() -> str:
    """The table as a Mermaid state diagram, for docs/developers/case-states.md."""
    lines = ["stateDiagram-v2", f"    [*] --> {CaseState.DRAFT}"]
    for each in TRANSITIONS:
        roles = ", ".join(sorted(each.roles))
        lines += [
            f"    {source} --> {each.target}: {each.event} ({roles}; {each.guard})"
            for source in CaseState
            if source in each.sources
        ]
    lines += [f"    {state} --> [*]" for state in CaseState if state in FINAL_STATES]
    return "\n".join(lines) + "\n"
