"""The mails of registration."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from idp.policies import Population
from idp.storage.accounts import Account
from shared.mail import MailContext, mail

_FOLDER = Path(__file__).parent / "templates" / "mails"


@mail("activation", template_folder=_FOLDER)
def activation(policy: Population, account: Account, link: str, until: datetime) -> MailContext:
    """Give the person the link that activates their account, and until when it works."""
    return {
        "portal": policy.portal,
        "contact": policy.contact,
        "name": account.name,
        "username": account.username,
        "link": link,
        "until": until,
    }


@mail("registered", template_folder=_FOLDER)
def registered(policy: Population, account: Account) -> MailContext:
    """Tell the person that their account can be used."""
    return {"portal": policy.portal, "contact": policy.contact, "name": account.name, "username": account.username}
