"""Finds factors by the entry points `gatehouse.factors`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.metadata import entry_points

from idp.factors.base import Factor, FactorServices
from idp.policies import Population
from idp.policies.loading import combination_faults

GROUP = "gatehouse.factors"


class FactorRegistry:
    """The factors of this installation, by name."""

    def __init__(self, factors: Iterable[Factor]) -> None:
        self._by_name = {factor.name: factor for factor in factors}

    def __getitem__(self, name: str) -> Factor:
        return self._by_name[name]

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __iter__(self) -> Iterator[Factor]:
        return iter(self._by_name.values())

    def __len__(self) -> int:
        return len(self._by_name)


def factor_classes() -> tuple[type[Factor], ...]:
    """Every factor class that an installed package declares, by name; TypeError for one that is not a Factor."""
    classes = []
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
        found = entry.load()
        if not (isinstance(found, type) and issubclass(found, Factor)) or found.name != entry.name:
            raise TypeError(f"entry point {entry.name} of {GROUP} must be a Factor of that name")
        classes.append(found)
    return tuple(classes)


def policy_faults(policy: Population) -> list[str]:
    """What a policy says about factors that is not so, for the operator; empty when it can be used."""
    classes = {factor.name: factor for factor in factor_classes()}
    proofs = {factor.name: (factor.channel, factor.strength) for factor in classes.values()}
    faults = combination_faults(policy, proofs)
    for combination in policy.sign_in.accepts:
        first = classes.get(combination.factors[0])
        if first is not None and not first.identifies:
            faults.append(f"{policy.name}: {first.name} cannot come first: it does not tell whose account it is")
    return faults


def load_factors(services: FactorServices) -> FactorRegistry:
    """Makes every installed factor."""
    return FactorRegistry(factor(services) for factor in factor_classes())
