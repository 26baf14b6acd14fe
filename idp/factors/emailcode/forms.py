"""The forms of the mailed-code factor. Field names are the contract of the house (`code`, `captcha`)."""

from __future__ import annotations

import unicodedata

from wtforms import HiddenField, StringField

from shared.i18n import lazy_gettext as _
from shared.web.forms import HouseForm, required

_LONGEST = 64


class CodeForm(HouseForm):
    """The code from the mail."""

    code = StringField(_("Code from the mail"), validators=[required(_("Enter the code from the mail"))])

    @property
    def digits(self) -> str:
        """The digits that were typed, in whatever width and grouping."""
        plain = unicodedata.normalize("NFKC", (self.code.data or "")[:_LONGEST])
        return "".join(character for character in plain if character.isascii() and character.isdigit())


class CodeWithCaptchaForm(CodeForm):
    """The same with a CAPTCHA."""

    captcha = StringField(
        _("Characters in the picture"), validators=[required(_("Type the characters in the picture"))]
    )
    captcha_id = HiddenField()


class AgainForm(HouseForm):
    """The wish for another mail: nothing but the proof that our own page sent it."""
