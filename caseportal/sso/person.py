"""Who is signed in, as the identity provider has told it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from caseportal.cases.states import Role

_OF_PROTOCOL = frozenset(
    {"iss", "aud", "exp", "iat", "nbf", "jti", "nonce", "azp", "at_hash", "c_hash", "s_hash", "sid", "acr", "amr"}
    | {"auth_time", "sub", "population", "kind", "roles"}
)


@dataclass(frozen=True)
class Person:
    """An account with an open session."""

    subject: str
    name: str
    population: str
    kind: str | None
    roles: frozenset[str]
    claims: Mapping[str, str]
    """The textual claims: `email`, and what the scope `identity` gives (`birth_date`, `id_number`, …)."""

    @property
    def email(self) -> str:
        """The address for mails; empty if the account has none."""
        return self.claims.get("email", "")

    @property
    def reviewing_role(self) -> Role | None:
        """As what the person may act in the back office, if at all."""
        if Role.SUPERVISOR in self.roles:
            return Role.SUPERVISOR
        return Role.OFFICER if Role.OFFICER in self.roles else None


def person_of(claims: Mapping[str, Any]) -> Person:
    """The person that verified claims describe. Claims of unexpected types are left out, never guessed at."""
    texts = {name: value for name, value in claims.items() if isinstance(value, str) and name not in _OF_PROTOCOL}
    roles = claims.get("roles")
    return Person(
        subject=str(claims["sub"]),
        name=texts.get("name") or str(claims["sub"]),
        population=_text(claims.get("population")) or "",
        kind=_text(claims.get("kind")),
        roles=frozenset(each for each in roles if isinstance(each, str)) if isinstance(roles, list) else frozenset(),
        claims=MappingProxyType(texts),
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
