"""Which scope says what (OpenID Connect Core section 5.4, and ours: `population`, and what populations declare).

`population`: the person's population, its kind, the roles of the account. Further scopes such as `identity` come from
the `claims` rules of a population's policy; only clients that are registered for such a scope ever get it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from idp.policies import Population
from idp.storage.accounts import Account

Value = Any
"""A claim's value as JSON takes it; an empty one is left out."""

_STANDARD: dict[str, dict[str, Callable[[Account, Population], Value]]] = {
    "profile": {
        "name": lambda person, policy: person.name,
        "preferred_username": lambda person, policy: person.username,
        "locale": lambda person, policy: person.language,
    },
    "email": {
        "email": lambda person, policy: person.email,
        "email_verified": lambda person, policy: person.email_verified_at is not None if person.email else None,
    },
    "phone": {
        "phone_number": lambda person, policy: person.phone,
    },
    "population": {
        "population": lambda person, policy: policy.name,
        "kind": lambda person, policy: policy.kind,
        "roles": lambda person, policy: list(person.roles),
    },
}

STANDARD_SCOPES = ("openid", *_STANDARD)
"""Scopes that every installation has; populations may declare more."""

IN_ID_TOKEN = frozenset({"population"})
"""Scopes whose claims stand in the ID token too: a portal decides by them whom it lets in before it asks for more."""


def scopes_supported(policies: Collection[Population]) -> tuple[str, ...]:
    """Every scope of this installation, the standard ones first."""
    declared = {rule.scope for policy in policies for rule in policy.claims}
    return (*STANDARD_SCOPES, *sorted(declared - set(STANDARD_SCOPES)))


def claims_supported(policies: Collection[Population]) -> tuple[str, ...]:
    """Every claim about a person that this installation can give."""
    standard = [claim for claims in _STANDARD.values() for claim in claims]
    return tuple(dict.fromkeys(["sub", *standard, *(rule.claim for policy in policies for rule in policy.claims)]))


def claims_of(person: Account, policy: Population, scopes: Collection[str]) -> dict[str, Value]:
    """What the scopes say about the person; `sub` always, empty values never."""
    claims: dict[str, Value] = {"sub": person.account_id}
    for scope, makers in _STANDARD.items():
        if scope in scopes:
            claims.update((claim, maker(person, policy)) for claim, maker in makers.items())
    record = {"username": person.username, "name": person.name, "email": person.email, "phone": person.phone}
    for rule in policy.claims:
        if rule.scope in scopes:
            claims[rule.claim] = person.fields.get(rule.field) or record.get(rule.field)
    return {claim: value for claim, value in claims.items() if value is not None and value != "" and value != []}
