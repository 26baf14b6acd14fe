"""Forms: WTForms with CSRF bound to the browser, messages from our catalogues, and the fields the house adds."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from hmac import compare_digest
from typing import Any

from wtforms import Field, Form, ValidationError
from wtforms.csrf.core import CSRF, CSRFTokenField
from wtforms.form import BaseForm
from wtforms.validators import InputRequired, StopValidation
from wtforms.widgets import TextInput

from shared.i18n import gettext as _
from shared.web.shell import current_page

Validator = Callable[[Form, Field], None]


class BrowserCSRF(CSRF):
    """The token is a keyed digest of the browser cookie, so that it needs no store and is worth nothing elsewhere."""

    def generate_csrf_token(self, csrf_token_field: CSRFTokenField) -> str:
        """The token of the browser that asks."""
        return current_page().csrf_token

    def validate_csrf_token(self, form: BaseForm, field: CSRFTokenField) -> None:
        """Refuses a form that another browser or another site made."""
        if not compare_digest(str(field.data or "").encode(), current_page().csrf_token.encode()):
            raise ValidationError(
                _("This page was open too long or in another browser. Check your answers and send them again.")
            )


class _Messages:
    """WTForms' own messages through our catalogues."""

    def gettext(self, string: str) -> str:
        return _(string)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return _(singular if n == 1 else plural)


class HouseForm(Form):
    """The base of every form. Give it the posted fields, or None to show it empty."""

    class Meta:
        """How every form behaves."""

        csrf = True
        csrf_class = BrowserCSRF

        def get_translations(self, _form: Form) -> _Messages:
            """WTForms asks here for its own messages."""
            return _Messages()

    def add_error(self, field_name: str, message: str) -> None:
        """Puts words beside a field that a later check found wanting."""
        field = self[field_name]
        field.errors = [*field.errors, message]

    @property
    def failed(self) -> bool:
        """Whether any field has words beside it."""
        return any(field.errors for field in self)


class Required(InputRequired):
    """The field must be filled in. Without words of its own it names the field's label."""

    def __call__(self, form: BaseForm, field: Field) -> None:
        """Stops the field's validation when nothing was sent for it."""
        if field.raw_data and field.raw_data[0] and str(field.raw_data[0]).strip():
            return
        field.errors = []
        raise StopValidation(str(self.message) if self.message else _("Fill in: %(label)s", label=field.label.text))


def required(message: str | None = None) -> Required:
    """The field must be filled in; the words say with what."""
    return Required(message)


def halfwidth(value: str | None) -> str | None:
    """Full-width letters and digits as people type them on Chinese keyboards, made plain, without spaces around (NFKC)."""
    return None if value is None else unicodedata.normalize("NFKC", value).strip()


class DayField(Field):
    """A calendar day typed as 1995-03-23 (also 1995/3/23 or 19950323); `data` is a date."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.data.isoformat() if self.data else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Reads the day; words of help when it is none."""
        text = halfwidth(str(valuelist[0])) if valuelist else ""
        if not text:
            self.data = None
            return
        parts = (
            text.replace("/", "-").replace(".", "-").split("-")
            if not text.isdecimal()
            else [text[:4], text[4:6], text[6:]]
        )
        try:
            year, month, day = (int(part) for part in parts)
            self.data = date(year, month, day)
        except (ValueError, OverflowError) as error:
            self.data = None
            raise ValidationError(_("Enter a real date as year-month-day, for example 1995-03-23.")) from error


def form_errors(form: Form) -> list[tuple[str, str]]:
    """Every fault of a form as (field id, words), in the order of its fields, for the summary on top."""
    return [(field.id, str(error)) for field in form for error in _flat(field.errors)]


def _flat(errors: Any) -> list[Any]:
    if isinstance(errors, Mapping):
        return [entry for value in errors.values() for entry in _flat(value)]
    flat: list[Any] = []
    for entry in errors:
        flat += _flat(entry) if isinstance(entry, (list, tuple, Mapping)) else [entry]
    return flat
