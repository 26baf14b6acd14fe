"""What every endpoint of the protocol is made of, put together once."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection
from werkzeug.wrappers import Response

from idp.oidc.clients.authentication import ClientAuthenticator
from idp.oidc.clients.register import ClientRegister
from idp.oidc.keys.ring import KeyRing
from idp.policies import Populations
from idp.sessions import Sessions, session_cookie
from idp.storage.accounts import Account
from idp.stores import Stores


@dataclass(frozen=True)
class ProtocolParts:
    """The parts of one provider. `issuer` is the configured address of the service, without a slash at the end."""

    issuer: str
    stores: Stores
    populations: Populations
    sessions: Sessions
    clients: ClientRegister
    authenticator: ClientAuthenticator
    keys: KeyRing

    @property
    def session_cookie(self) -> str:
        """Name of the cookie that holds a session's token."""
        return session_cookie(self.issuer)

    def person(self, connection: Connection, account_id: str) -> Account | None:
        """The account, if it can be used at this moment: active, and of a population that there is."""
        account = self.stores.accounts.by_id(connection, account_id)
        if account is None or not account.is_active or account.population not in self.populations:
            return None
        return account


def forget_session(response: Response, parts: ProtocolParts) -> None:
    """Takes the session's cookie from the browser."""
    secure = parts.issuer.startswith("https://")
    response.delete_cookie(parts.session_cookie, path="/", secure=secure, httponly=True, samesite="Lax")
