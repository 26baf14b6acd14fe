"""The rules of an authorization request, one file each, run in the order below.

A check reads the draft, fills in what it has proven, and gives None or the refusal. Until `client` and `redirect_uri`
have passed nothing may be sent anywhere: the refusal is a page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from idp.oidc.authorization.checks.acr import check_acr
from idp.oidc.authorization.checks.client import check_client
from idp.oidc.authorization.checks.max_age import check_max_age
from idp.oidc.authorization.checks.once import check_once
from idp.oidc.authorization.checks.pkce import check_pkce
from idp.oidc.authorization.checks.population import check_population
from idp.oidc.authorization.checks.prompt import check_prompt
from idp.oidc.authorization.checks.redirect_uri import check_redirect_uri
from idp.oidc.authorization.checks.request_object import check_request_object
from idp.oidc.authorization.checks.response_mode import check_response_mode
from idp.oidc.authorization.checks.response_type import check_response_type
from idp.oidc.authorization.checks.scope import check_scope
from idp.oidc.authorization.request import AuthorizationRequest, Draft, ReturnAddress
from idp.oidc.clients.register import ClientRegister
from idp.oidc.errors import ProtocolError
from idp.oidc.parameters import Parameters
from idp.policies import Populations


@dataclass(frozen=True)
class Rules:
    """What the checks may look at beside the request itself."""

    clients: ClientRegister
    populations: Populations


Check = Callable[[Draft, Rules], ProtocolError | None]

ORDER: tuple[Check, ...] = (
    check_client,
    check_redirect_uri,
    check_response_mode,
    check_once,
    check_request_object,
    check_response_type,
    check_scope,
    check_pkce,
    check_prompt,
    check_max_age,
    check_acr,
    check_population,
)


@dataclass(frozen=True)
class Refused:
    """The first rule that the request breaks, and where to say so; `back` None means: on a page."""

    error: ProtocolError
    back: ReturnAddress | None


def examine(parameters: Parameters, rules: Rules) -> AuthorizationRequest | Refused:
    """The request, proven, or the first refusal."""
    draft = Draft(parameters)
    for check in ORDER:
        error = check(draft, rules)
        if error is not None:
            return Refused(error, draft.back)
    if draft.back is None:
        raise RuntimeError("the checks passed without proving where to answer")
    return AuthorizationRequest(
        parameters=parameters,
        back=draft.back,
        scope=draft.scope,
        code_challenge=draft.code_challenge,
        nonce=parameters.get("nonce"),
        prompts=draft.prompts,
        max_age=draft.max_age,
        level=draft.level,
        populations=draft.populations,
        login_hint=parameters.get("login_hint"),
        ui_locales=parameters.get("ui_locales"),
    )
