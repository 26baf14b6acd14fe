"""An authorization request after its checks (OpenID Connect Core section 3.1.2.1)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from idp.oidc.clients.register import RegisteredClient
from idp.oidc.parameters import Parameters


class ResponseMode(StrEnum):
    """How an answer travels back to the client."""

    QUERY = "query"
    FORM_POST = "form_post"


class PromptValue(StrEnum):
    """Values of the parameter `prompt`."""

    NONE = "none"
    LOGIN = "login"
    CONSENT = "consent"
    SELECT_ACCOUNT = "select_account"


@dataclass(frozen=True)
class ReturnAddress:
    """Where an answer may be sent: a client and one of its registered addresses, both proven."""

    client: RegisteredClient
    redirect_uri: str
    response_mode: ResponseMode = ResponseMode.QUERY
    state: str | None = None


@dataclass
class Draft:
    """A request on its way through the checks; each check reads the parameters and fills in what it has proven."""

    parameters: Parameters
    client: RegisteredClient | None = None
    back: ReturnAddress | None = None
    scope: str = ""
    code_challenge: str | None = None
    prompts: frozenset[PromptValue] = frozenset()
    max_age: int | None = None
    level: int = 1
    populations: tuple[str, ...] = ()


@dataclass(frozen=True)
class AuthorizationRequest:
    """What a portal asks, proven. `level` is the least that will do; `populations` whom it takes this time."""

    parameters: Parameters
    back: ReturnAddress
    scope: str
    code_challenge: str | None
    nonce: str | None
    prompts: frozenset[PromptValue]
    max_age: int | None
    level: int
    populations: tuple[str, ...]
    login_hint: str | None = None
    ui_locales: str | None = None

    @property
    def client(self) -> RegisteredClient:
        """Who asks."""
        return self.back.client

    @property
    def scopes(self) -> frozenset[str]:
        """The granted scopes, as a set."""
        return frozenset(self.scope.split())
