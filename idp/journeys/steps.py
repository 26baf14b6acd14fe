"""What a journey must do next: a pure function of the record and the policy."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from idp.journeys.journey import Journey
from idp.policies import Population, level_of, missing_factors


@dataclass(frozen=True)
class FactorStep:
    """A factor is to be proved; its page is `/journey/<id>/<factor>`."""

    factor: str


@dataclass(frozen=True)
class Enough:
    """The evidence is enough and earns this level."""

    level: int


@dataclass(frozen=True)
class Unreachable:
    """With the factors this account has, the wanted level cannot be reached."""


Step = FactorStep | Enough | Unreachable


def next_step(journey: Journey, policy: Population, bound: Collection[str] | None = None) -> Step:
    """The next step; `bound` are the account's factors, None while it is not known whose account it is."""
    missing = missing_factors(policy, journey.evidence, journey.wanted_level, bound)
    if missing is None:
        return Unreachable()
    return FactorStep(missing[0]) if missing else Enough(level_of(policy, journey.evidence))
