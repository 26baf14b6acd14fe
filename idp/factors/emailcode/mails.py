"""The mail with the code."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from idp.factors.emailcode.codes import Code
from idp.policies import Population
from idp.storage.accounts import Account
from shared.mail import MailContext, mail


@mail("mailed-code", template_folder=Path(__file__).parent / "templates" / "mails")
def mailed_code(
    policy: Population, account: Account, code: Code, digits: str, source: str, now: datetime
) -> MailContext:
    """Tell the person the code, its reference letters, when and from where it was asked for."""
    return {
        "portal": policy.portal,
        "contact": policy.contact,
        "username": account.username,
        "letters": code.letters,
        "digits": digits,
        "minutes": policy.mailed_code.minutes,
        "source": source,
        "at": now,
    }
