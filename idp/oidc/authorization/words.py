"""What a person is told about scopes: in words for data, never the names of the protocol."""

from __future__ import annotations

from collections.abc import Collection

from idp.policies import Population
from shared.i18n import gettext as _


def shared_data(scopes: Collection[str], policy: Population | None) -> tuple[str, ...]:
    """What a portal would learn, one line each, in the language of the request."""
    words = {
        "openid": _("an identifier of your account"),
        "profile": _("your name and user name"),
        "email": _("your e-mail address"),
        "phone": _("your phone number"),
        "population": _("the kind of your account and your roles"),
    }
    lines = [text for scope, text in words.items() if scope in scopes]
    if policy is not None and policy.registration is not None:
        labels = {field.name: field.label for field in policy.registration.fields}
        declared = (labels[rule.field] for rule in policy.claims if rule.scope in scopes and rule.field in labels)
        lines += [str(label) for label in declared]
    return tuple(dict.fromkeys(lines))
