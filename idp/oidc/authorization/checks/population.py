"""Whom the client takes this time: `population` (our documented extension), among those it admits (A2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idp.oidc.authorization.request import Draft
from idp.oidc.errors import ProtocolError
from idp.policies.combinations import highest_level

if TYPE_CHECKING:
    from idp.oidc.authorization.checks import Rules


def check_population(draft: Draft, rules: Rules) -> ProtocolError | None:
    """Leaves the populations that can reach the level asked for; when none can, the request is refused at once."""
    if draft.client is None:
        raise RuntimeError("populations are checked after the client")
    admitted = draft.client.registration.populations
    asked = draft.parameters.get("population")
    if asked is not None:
        if asked not in admitted:
            return ProtocolError("invalid_request", "population is not one this client admits", "population")
        admitted = (asked,)
    known = [population for name in admitted if (population := rules.populations.get(name)) is not None]
    able = tuple(population.name for population in known if highest_level(population) >= draft.level)
    if not able:
        return ProtocolError("unmet_authentication_requirements", "the level asked for cannot be reached", "acr_values")
    draft.populations = able
    return None
