"""How strong the sign-in must be: `acr_values`, an essential `acr`, and the level that the client is registered for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from idp.oidc.authorization.levels import least_level
from idp.oidc.authorization.request import Draft
from idp.oidc.errors import ProtocolError

if TYPE_CHECKING:
    from idp.oidc.authorization.checks import Rules


def check_acr(draft: Draft, rules: Rules) -> ProtocolError | None:
    """The least level that satisfies all of them.

    A level that is asked for is reached or refused, never answered with less: values that we do not know cannot be
    reached (Core section 5.5.1.1).
    """
    if draft.client is None:
        raise RuntimeError("levels are checked after the client")
    draft.level = draft.client.registration.level
    wishes = [("acr_values", (draft.parameters.get("acr_values") or "").split())]
    essential = _essential_acr(draft.parameters.get("claims"))
    if isinstance(essential, ProtocolError):
        return essential
    wishes.append(("claims", essential))
    for parameter, values in wishes:
        if not values:
            continue
        level = least_level(values)
        if level is None:
            return ProtocolError("unmet_authentication_requirements", "no acr asked for is known here", parameter)
        draft.level = max(draft.level, level)
    return None


def _essential_acr(claims: str | None) -> list[str] | ProtocolError:
    """The values of `{"id_token": {"acr": {"essential": true, "value(s)": …}}}`; none when acr is not essential."""
    if claims is None:
        return []
    malformed = ProtocolError("invalid_request", "claims is not a JSON object of the right form", "claims")
    try:
        document = json.loads(claims)
    except (ValueError, RecursionError):
        return malformed
    if not isinstance(document, dict) or not isinstance(document.get("id_token") or {}, dict):
        return malformed
    wish = (document.get("id_token") or {}).get("acr") or {}
    if not isinstance(wish, dict):
        return malformed
    values = wish.get("values", [wish["value"]] if "value" in wish else [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        return malformed
    return values if wish.get("essential") is True else []
