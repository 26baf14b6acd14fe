"""The transition table, whole: every event from every state by every role."""

from itertools import product
from pathlib import Path

import pytest

from caseportal.cases.diagram import diagram_page
from caseportal.cases.states import FINAL_STATES, CaseEvent, CaseState, Role
from caseportal.cases.transitions import (
    GUARDS,
    TRANSITIONS,
    Actor,
    CaseFacts,
    Guard,
    RefusalReason,
    possible_events,
    refusal_of,
    transition_for,
)

OWNER, OFFICER, OTHER = "owner", "officer", "other"

EDGES: dict[CaseEvent, tuple[set[str], str, set[str]]] = {
    CaseEvent.SUBMIT: ({"draft"}, "submitted", {"applicant"}),
    CaseEvent.RESUBMIT: ({"returned", "documents_requested"}, "submitted", {"applicant"}),
    CaseEvent.CLAIM: ({"submitted"}, "under_review", {"officer", "supervisor"}),
    CaseEvent.RELEASE: ({"under_review"}, "submitted", {"officer", "supervisor"}),
    CaseEvent.RETURN: ({"under_review"}, "returned", {"officer", "supervisor"}),
    CaseEvent.REQUEST_DOCUMENTS: ({"under_review"}, "documents_requested", {"officer", "supervisor"}),
    CaseEvent.APPROVE: ({"under_review"}, "approved", {"officer", "supervisor"}),
    CaseEvent.REFUSE: ({"under_review"}, "refused", {"officer", "supervisor"}),
    CaseEvent.NOT_ACCEPT: ({"under_review"}, "not_accepted", {"officer", "supervisor"}),
    CaseEvent.WITHDRAW: (
        {"submitted", "under_review", "returned", "documents_requested"},
        "withdrawn",
        {"applicant"},
    ),
    CaseEvent.PAY: ({"approved"}, "paid", {"system"}),
    CaseEvent.ISSUE: ({"approved", "paid"}, "issued", {"system"}),
}
"""What the requirements say, written a second time by hand."""


def facts(state: CaseState, fee: int = 1000) -> CaseFacts:
    """A case of OWNER, claimed by OFFICER."""
    return CaseFacts(state, OWNER, OFFICER, fee)


def actor_in(role: Role) -> Actor:
    """The right person for a role: the owner, the claiming officer, the portal itself."""
    subject = {Role.APPLICANT: OWNER, Role.OFFICER: OFFICER, Role.SUPERVISOR: OTHER, Role.SYSTEM: "system"}[role]
    return Actor(role, subject, role)


@pytest.mark.parametrize(("event", "state", "role"), list(product(CaseEvent, CaseState, Role)))
def test_every_event_from_every_state_by_every_role(event: CaseEvent, state: CaseState, role: Role) -> None:
    """An event happens exactly where the requirements say, and is refused with the right reason elsewhere."""
    sources, target, roles = EDGES[event]
    refusal = refusal_of(event, facts(state), actor_in(role), "because")
    if role not in roles:
        assert refusal is RefusalReason.WRONG_ROLE
    elif state not in sources:
        assert refusal is RefusalReason.WRONG_STATE
    elif event is CaseEvent.ISSUE and state is CaseState.APPROVED:
        assert refusal is RefusalReason.GUARD
    else:
        assert refusal is None
        assert transition_for(event).target == target


def test_each_event_has_one_edge_and_each_guard_a_rule() -> None:
    """The table names every event once, and every guard is defined."""
    assert sorted(each.event for each in TRANSITIONS) == sorted(CaseEvent)
    assert set(GUARDS) == set(Guard)


def test_nothing_leads_out_of_a_final_state() -> None:
    """Final is final, for everybody."""
    for state, role in product(FINAL_STATES, Role):
        assert possible_events(facts(state), actor_in(role)) == ()


@pytest.mark.parametrize("event", [CaseEvent.RETURN, CaseEvent.APPROVE, CaseEvent.REFUSE, CaseEvent.RELEASE])
def test_only_the_holder_of_the_claim_or_a_supervisor_decides(event: CaseEvent) -> None:
    """Another officer is refused, a supervisor is not."""
    under_review = facts(CaseState.UNDER_REVIEW)
    assert refusal_of(event, under_review, Actor(Role.OFFICER, OTHER, ""), "why") is RefusalReason.GUARD
    assert refusal_of(event, under_review, Actor(Role.SUPERVISOR, OTHER, ""), "why") is None


def test_nobody_reviews_their_own_case() -> None:
    """An officer who is also the applicant cannot claim the case."""
    assert (
        refusal_of(CaseEvent.CLAIM, facts(CaseState.SUBMITTED), Actor(Role.OFFICER, OWNER, "")) is RefusalReason.GUARD
    )


def test_a_stranger_cannot_act_as_applicant() -> None:
    """The role of applicant is worth nothing on another's case."""
    stranger = Actor(Role.APPLICANT, OTHER, "")
    assert refusal_of(CaseEvent.SUBMIT, facts(CaseState.DRAFT), stranger) is RefusalReason.GUARD


@pytest.mark.parametrize("note", ["", "  \n "])
def test_a_refusal_needs_its_reason_in_words(note: str) -> None:
    """Blank remarks do not count as a reason."""
    holder = Actor(Role.OFFICER, OFFICER, "")
    assert refusal_of(CaseEvent.REFUSE, facts(CaseState.UNDER_REVIEW), holder, note) is RefusalReason.NOTE_MISSING


def test_a_case_without_fee_is_issued_without_payment() -> None:
    """Approval leads straight to the document, and a payment is refused."""
    free = facts(CaseState.APPROVED, fee=0)
    assert refusal_of(CaseEvent.ISSUE, free, actor_in(Role.SYSTEM)) is None
    assert refusal_of(CaseEvent.PAY, free, actor_in(Role.SYSTEM)) is RefusalReason.GUARD


def test_diagram_in_the_documentation_is_the_table() -> None:
    """docs/developers/case-states.md is what the command writes."""
    page = Path(__file__).parents[3] / "docs" / "developers" / "case-states.md"
    assert page.read_text(encoding="utf-8") == diagram_page()
