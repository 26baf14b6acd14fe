"""What is wrong with a new password. Always NFC, never cut, always checked against common words (NIST SP 800-63B-4)."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from functools import cache
from pathlib import Path

from idp.policies.faults import Fault
from idp.policies.population import PasswordClass, PasswordRule
from shared.i18n import lazy_gettext as _

_COMMON_FILE = Path(__file__).with_name("common_passwords.txt")
_SHORTEST_WORD = 4

_CLASS_FAULTS = {
    PasswordClass.LOWER: Fault("password_lower", _("Add a lower-case letter")),
    PasswordClass.UPPER: Fault("password_upper", _("Add a capital letter")),
    PasswordClass.DIGIT: Fault("password_digit", _("Add a digit")),
    PasswordClass.SYMBOL: Fault("password_symbol", _("Add a symbol")),
}


def normal_password(typed: str) -> str:
    """The password as it is hashed: Unicode NFC, every character of it."""
    return unicodedata.normalize("NFC", typed)


@cache
def common_passwords() -> frozenset[str]:
    """Passwords that guessers try first, in lower case."""
    return frozenset(_COMMON_FILE.read_text(encoding="utf-8").split())


def _has(password: str, wanted: PasswordClass) -> bool:
    match wanted:
        case PasswordClass.LOWER:
            return any("a" <= c <= "z" for c in password)
        case PasswordClass.UPPER:
            return any("A" <= c <= "Z" for c in password)
        case PasswordClass.DIGIT:
            return any("0" <= c <= "9" for c in password)
        case PasswordClass.SYMBOL:
            return any(not c.isalnum() and not c.isspace() for c in password)


def password_faults(rule: PasswordRule, password: str, context: Collection[str] = ()) -> list[Fault]:
    """Everything to mend, in the order a person reads it; empty when the password may be taken.

    `context` are words that a guesser would know: the username first, then names and the like.
    """
    password = normal_password(password)
    if not password:
        return [Fault("password_missing", _("Enter a password"))]
    faults = []
    if len(password) < rule.min:
        faults.append(Fault("password_short", _("Use at least %(count)s characters"), {"count": rule.min}))
    if len(password) > rule.max:
        faults.append(Fault("password_long", _("Use at most %(count)s characters"), {"count": rule.max}))
    faults += [_CLASS_FAULTS[wanted] for wanted in rule.requires if not _has(password, wanted)]
    if rule.symbols is not None and any(not (c.isascii() and c.isalnum()) and c not in rule.symbols for c in password):
        allowed = {"symbols": rule.symbols}
        faults.append(
            Fault("password_characters", _("Use only letters, digits and these symbols: %(symbols)s"), allowed)
        )
    return faults or _guessable(rule, password, context)


def _guessable(rule: PasswordRule, password: str, context: Collection[str]) -> list[Fault]:
    folded = password.casefold()
    words = [word.casefold() for word in context if len(word) >= _SHORTEST_WORD]
    if rule.not_username and any(word in folded for word in words):
        return [Fault("password_context", _("Do not use your username or name in the password"))]
    if folded in common_passwords() or len(set(folded)) <= 2:
        return [Fault("password_common", _("This password is one that guessers try first; choose another"))]
    return []
