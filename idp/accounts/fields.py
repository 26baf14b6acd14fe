"""Declared registration fields: their normal spelling and their faults. Pure; `today` comes in as a value."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from idp.organisations.rosters.base import normal_value
from idp.policies import Fault
from idp.policies.registration import FieldKind, Registration, RegistrationField
from shared.i18n import lazy_gettext as _
from shared.identifiers.mainland import is_mainland_identity_number

_PATTERNS = {
    FieldKind.LATIN_NAME: (r"[A-Za-z][A-Za-z .,'-]*", _("Use the letters A to Z, as in your passport")),
    FieldKind.PHONE: (r"[0-9+][0-9+()#*. -]*", _("Use digits; + ( ) # - are allowed too")),
    FieldKind.EMAIL: (
        r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+",
        _("Enter an e-mail address like name@example.com"),
    ),
}


def normal_field(field: RegistrationField, typed: str) -> str:
    """The value as it is kept: documents in capitals without spaces, mail domains in lower case, no control characters."""
    value = " ".join("".join(c if c.isprintable() else " " for c in typed).split())
    if field.kind in {FieldKind.DOCUMENT, FieldKind.MAINLAND_ID}:
        return normal_value(value)
    if field.kind is FieldKind.EMAIL:
        name, at, domain = value.rpartition("@")
        return f"{name}{at}{domain.lower()}"
    return value


def field_faults(field: RegistrationField, value: str, today: date) -> list[Fault]:
    """What is wrong with one (normal) value; empty when nothing is."""
    if not value:
        return [Fault("missing", _("Fill in this field"))] if field.required else []
    if len(value) > field.max:
        return [Fault("too_long", _("Use at most %(count)s characters"), {"count": field.max})]
    if field.kind in _PATTERNS and re.fullmatch(_PATTERNS[field.kind][0], value) is None:
        return [Fault("shape", _PATTERNS[field.kind][1])]
    if field.kind is FieldKind.MAINLAND_ID and not is_mainland_identity_number(value):
        return [Fault("mainland_id", _("This is not a valid identity number; check every character"))]
    if field.kind is FieldKind.CHOICE and value not in {choice.value for choice in field.choices}:
        return [Fault("choice", _("Choose one of the options"))]
    if field.kind is FieldKind.DATE and date.fromisoformat(value) > today:
        return [Fault("future", _("The date is in the future"))]
    if field.pattern is not None and re.fullmatch(field.pattern, value) is None:
        return [Fault("pattern", _("It does not look as it should, see the hint"))]
    return []


def mail_domain_is_refused(refused: Sequence[str], email: str) -> bool:
    """Whether the address is in one of the refused domains (`qq.com`), or under one (`*.cn`)."""
    domain = email.rpartition("@")[2].lower()
    return any(domain.endswith(rule[1:]) if rule.startswith("*.") else domain == rule.lower() for rule in refused)


def registration_faults(registration: Registration, values: Mapping[str, str], today: date) -> list[tuple[str, Fault]]:
    """Every fault of the declared fields, as (field name, fault), in the order of the form."""
    found = [
        (field.name, fault)
        for field in registration.fields
        for fault in field_faults(field, values.get(field.name, ""), today)
    ]
    email = values.get(registration.email_field, "")
    if registration.refused_mail_reason and mail_domain_is_refused(registration.refused_mail_domains, email):
        reason = Fault("mail_domain", _("%(reason)s"), {"reason": registration.refused_mail_reason})
        found.append((registration.email_field, reason))
    return found
