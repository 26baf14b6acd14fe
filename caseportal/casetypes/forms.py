"""Makes the form of one page from a declared group. The rules are those of `answers`; WTForms only carries values."""

from collections.abc import Mapping
from functools import lru_cache

from wtforms import Field as FormField
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of an older release

from caseportal.casetypes.answers import group_faults, tidied
from caseportal.casetypes.declared import Field, FieldKind, Group
from shared.i18n import Language, current_language
from shared.i18n import gettext as _
from shared.web.forms import HouseForm


def _form_field(field: Field, language: Language) -> FormField:
    label = field.label.in_(language)
    choices = [SelectChoice(option.value, option.label.in_(language)) for option in field.options]
    match field.kind:
        case FieldKind.RADIOS:
            return RadioField(label, choices=choices, validate_choice=False)
        case FieldKind.SELECT:
            return SelectField(label, choices=[SelectChoice("", _("Please choose")), *choices], validate_choice=False)
        case FieldKind.LONG_TEXT:
            return TextAreaField(label)
        case FieldKind.TEXT | FieldKind.DATE:
            return StringField(label)


@lru_cache(maxsize=256)
def _form_class(group: Group, language: Language) -> type[HouseForm]:
    fields = {field.key: _form_field(field, language) for field in group.fields if not field.read_only}
    return type(f"{group.key.title()}Form", (HouseForm,), fields)


def group_form(group: Group) -> type[HouseForm]:
    """The form class of a group in the language of the request."""
    return _form_class(group, current_language())


def typed_values(group: Group, form: HouseForm) -> dict[str, str]:
    """What was typed, tidied as it is stored."""
    typed = {field.key: str(form[field.key].data or "") for field in group.fields if not field.read_only}
    return tidied(group.fields, typed)


def mark_faults(group: Group, form: HouseForm, answers: Mapping[str, str]) -> bool:
    """Puts the declared rules' words beside the fields; `answers` has what was typed in it. True if all is right."""
    faults = group_faults(group, answers)
    for fault in faults:
        form.add_error(fault.key, fault.message)
    return not faults
