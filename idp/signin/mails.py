"""The mail after a sign-in."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from idp.policies import Population
from idp.storage.accounts import Account
from shared.mail import MailContext, mail


@mail("sign-in-notice", template_folder=Path(__file__).parent / "templates" / "mails")
def sign_in_notice(policy: Population, account: Account, source: str, now: datetime) -> MailContext:
    """Tell the person when and from where their account signed in, and what to do if it was not them."""
    return {
        "portal": policy.portal,
        "contact": policy.contact,
        "username": account.username,
        "source": source,
        "at": now,
    }
