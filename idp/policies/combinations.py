"""Which evidence is enough, what is missing, and what level it truly earns.

A policy declares the combinations it accepts, each with a level. The declared level is an upper bound: two factors that
fall together when one mailbox is lost do not add up to two (a password that is reset by mail and a code by mail).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from idp.policies.evidence import Channel, Evidence
from idp.policies.population import Population


def root_channel(policy: Population, factor: str, channel: Channel) -> Channel:
    """The channel whose loss loses this factor: its own, or the one by which the policy lets it be reset."""
    return policy.recovery.channel if factor in policy.recovery.resets and policy.recovery.channel else channel


def earned_level(policy: Population, proofs: Iterable[tuple[str, Channel, int]]) -> int:
    """What proofs (factor, channel, strength) are worth: 0 for none, 2 for two roots, the strongest alone otherwise."""
    listed = tuple(proofs)
    roots = {root_channel(policy, factor, channel) for factor, channel, _ in listed}
    strongest = max((strength for _, _, strength in listed), default=0)
    return max(strongest, min(len(roots), 2))


def level_of(policy: Population, evidence: Collection[Evidence]) -> int:
    """The level (1 to 3) that the evidence reaches under the policy; 0 when no accepted combination is complete."""
    proved = {piece.factor for piece in evidence}
    best = 0
    for combination in policy.sign_in.accepts:
        if proved.issuperset(combination.factors):
            proofs = [(p.factor, p.channel, p.strength) for p in evidence if p.factor in combination.factors]
            best = max(best, min(combination.level, earned_level(policy, proofs)))
    return best


def missing_factors(
    policy: Population,
    evidence: Collection[Evidence],
    wanted_level: int = 0,
    bound: Collection[str] | None = None,
) -> tuple[str, ...] | None:
    """The factors still to prove, in order: empty when the evidence is enough, None when the level cannot be reached.

    Of the combinations that reach `wanted_level` (0: any) the one with the fewest missing factors wins, among equals
    the first declared. `bound` are the factors this account can use; None while it is not known whose account it is.
    """
    proved = {piece.factor for piece in evidence}
    if proved and 0 < max(wanted_level, 1) <= level_of(policy, evidence):
        return ()
    ways = []
    for combination in policy.sign_in.accepts:
        missing = tuple(factor for factor in combination.factors if factor not in proved)
        if combination.level >= wanted_level and missing and (bound is None or set(missing) <= set(bound)):
            ways.append(missing)
    return min(ways, key=len, default=None)


def highest_level(policy: Population) -> int:
    """The highest level that the policy declares; portals that want more are refused at once."""
    return max(combination.level for combination in policy.sign_in.accepts)
