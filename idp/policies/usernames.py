"""Usernames: one spelling to compare by, and the faults of a new one."""

from __future__ import annotations

import re
import unicodedata

from idp.policies.faults import Fault
from idp.policies.population import UsernameRule
from shared.i18n import lazy_gettext as _


def normal_username(typed: str) -> str:
    """The name as it is kept and shown: NFKC, without spaces round it."""
    return unicodedata.normalize("NFKC", typed).strip()


def username_key(typed: str) -> str:
    """The one spelling by which accounts are found and tries are counted: NFKC, case-folded, at most 128 characters."""
    folded = unicodedata.normalize("NFKC", normal_username(typed).casefold())
    return folded[:128]


def username_faults(rule: UsernameRule, typed: str) -> list[Fault]:
    """What is wrong with a new username; empty when nothing is."""
    name = normal_username(typed)
    if not name:
        return [Fault("username_missing", _("Enter a username"))]
    if not rule.min <= len(name) <= rule.max:
        if rule.min == rule.max:
            return [Fault("username_length", _("It must have exactly %(count)s characters"), {"count": rule.max})]
        bounds = {"min": rule.min, "max": rule.max}
        return [Fault("username_length", _("It must have %(min)s to %(max)s characters"), bounds)]
    if re.fullmatch(rule.pattern, name) is None:
        return [Fault("username_pattern", _("It has characters that a username cannot have, see the hint"))]
    return []
