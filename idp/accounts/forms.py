"""The registration form, made from what policy and factors ask, in the language of the request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from wtforms import EmailField, HiddenField, RadioField, StringField, TelField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of an older release

from idp.factors import Enrolment
from idp.policies import Population
from idp.policies.registration import FieldKind, RegistrationField
from shared.i18n import Language
from shared.i18n import lazy_gettext as _
from shared.web.forms import DayField, HouseForm, required

_LONGEST = 1000


class AgainForm(HouseForm):
    """The wish for another activation mail."""

    username = StringField("", validators=[required(_("Enter your username"))])
    captcha = StringField(
        _("Characters in the picture"), validators=[required(_("Type the characters in the picture"))]
    )
    captcha_id = HiddenField()


class ButtonForm(HouseForm):
    """A page with nothing but a button: the proof that our own page sent it."""


def registration_form(policy: Population, enrolments: Sequence[Enrolment], language: Language) -> type[HouseForm]:
    """The form class of a population: username, what factors ask, the declared fields, a CAPTCHA if the policy wants one.

    Raises ValueError for a population without registration.
    """
    if policy.registration is None:
        raise ValueError(f"{policy.name} has no registration")
    members: dict[str, Any] = {"username": StringField(policy.username.label.in_(language))}
    for enrolment in enrolments:
        members |= enrolment.fields
    members |= {field.name: _control(field, language) for field in policy.registration.fields}
    if policy.captcha.registration:
        filled = required(_("Type the characters in the picture"))
        members["captcha"] = StringField(_("Characters in the picture"), validators=[filled])
        members["captcha_id"] = HiddenField()
    return type("RegistrationForm", (HouseForm,), members)


def _control(field: RegistrationField, language: Language) -> Any:
    label = field.label.in_(language)
    match field.kind:
        case FieldKind.CHOICE:
            choices = [SelectChoice(choice.value, choice.label.in_(language)) for choice in field.choices]
            return RadioField(label, choices=choices, validate_choice=False)
        case FieldKind.DATE:
            return DayField(label)
        case FieldKind.EMAIL:
            return EmailField(label)
        case FieldKind.PHONE:
            return TelField(label)
        case _:
            return StringField(label)


def typed_values(form: HouseForm) -> Mapping[str, str]:
    """What was typed, as text by field name; dates as year-month-day."""
    values = {}
    for field in form:
        data = field.data
        if isinstance(data, date):
            values[field.name] = data.isoformat()
        else:
            values[field.name] = str(data or "")[:_LONGEST]
    return values
