"""The forms of the password factor. Field names are the contract of the house (`username`, `password`, `captcha`)."""

from __future__ import annotations

from wtforms import HiddenField, PasswordField, StringField

from shared.i18n import lazy_gettext as _
from shared.web.forms import HouseForm, required

_LONGEST = 1024


class SignInForm(HouseForm):
    """Username and password; the label of the username is the population's."""

    username = StringField("", validators=[required(_("Enter your username"))])
    password = PasswordField(_("Password"), validators=[required(_("Enter your password"))])

    @property
    def typed(self) -> tuple[str, str]:
        """Username and password as typed, within what anybody could have typed by hand."""
        return (self.username.data or "")[:_LONGEST], (self.password.data or "")[:_LONGEST]


class SignInWithCaptchaForm(SignInForm):
    """The same with a CAPTCHA."""

    captcha = StringField(
        _("Characters in the picture"), validators=[required(_("Type the characters in the picture"))]
    )
    captcha_id = HiddenField()


def enrolment_fields() -> dict[str, PasswordField]:
    """The fields that a registration form gets."""
    return {
        "password": PasswordField(_("Password"), validators=[required(_("Enter a password"))]),
        "password_again": PasswordField(_("Password again"), validators=[required(_("Enter the password again"))]),
    }
