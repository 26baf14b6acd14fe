"""Error pages of registration and activation."""

from __future__ import annotations

from idp.accounts.store import LinkState
from shared.i18n import gettext as _
from shared.web.errors import ErrorPage
from shared.web.shell import NavigationItem


def captcha_is_wrong() -> str:
    """Words beside the CAPTCHA."""
    return _("The characters are not those in the picture. Type the new ones.")


def no_registration() -> ErrorPage:
    """This kind of account is not registered by the people themselves."""
    return ErrorPage(
        404,
        _("There is no registration here"),
        (_("Accounts of this kind do not exist, or are made by an administrator."),),
        parameter="population",
        link=NavigationItem(_("Home page"), "/"),
    )


def done_is_over(sign_in_url: str) -> ErrorPage:
    """The confirmation page is shown for half an hour only."""
    return ErrorPage(
        410,
        _("This confirmation is not shown any more"),
        (_("It can be seen for half an hour. Your registration is not affected."),),
        link=NavigationItem(_("Go to sign-in"), sign_in_url),
    )


def link_is_unknown() -> ErrorPage:
    """The token was never sent, or the address was cut off."""
    return ErrorPage(
        404,
        _("This activation link does not work"),
        (_("Copy the whole address from the mail. Some mail programs break it into two lines."),),
        link=NavigationItem(_("Home page"), "/"),
    )


def link_was_used(sign_in_url: str) -> ErrorPage:
    """The link has done its work."""
    return ErrorPage(
        410,
        _("This activation link was used already"),
        (_("The account is active: you can sign in."),),
        link=NavigationItem(_("Go to sign-in"), sign_in_url),
    )


def account_is_suspended() -> ErrorPage:
    """The account was suspended before its link was opened; the link keeps until the suspension is undone."""
    line = _("This account is suspended, so that nobody can sign in with it.")
    return ErrorPage(403, _("This account is suspended"), (line,))


def link_is_stale(state: LinkState, again_url: str) -> ErrorPage:
    """The link is over, or a newer one was sent."""
    if state is LinkState.REPLACED:
        line = _("A newer activation mail was sent to you. Use the link in the latest one.")
    else:
        line = _("The time of the link is over. Have the activation mail sent again.")
    return ErrorPage(
        410,
        _("This activation link does not work any more"),
        (line,),
        link=NavigationItem(_("Send the activation mail again"), again_url),
    )
