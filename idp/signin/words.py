"""Error pages of signing in: what happened and what to do."""

from __future__ import annotations

from idp.policies import Population
from shared.i18n import gettext as _
from shared.web.errors import ErrorPage
from shared.web.shell import NavigationItem


def journey_is_over() -> ErrorPage:
    """The journey is unknown, too old, used up, or of another browser: said in the same words."""
    return ErrorPage(
        410,
        _("This sign-in is over"),
        (
            _("It took longer than 30 minutes, was finished already, or was begun in another browser."),
            _("Go back to the service that you came from and sign in again, or begin at our home page."),
        ),
        link=NavigationItem(_("Home page"), "/"),
    )


def step_is_not_this(href: str) -> ErrorPage:
    """The address of a step that is not the next one."""
    return ErrorPage(
        409,
        _("This is not the next step"),
        (_("Each step comes in its turn. Nothing was changed."),),
        link=NavigationItem(_("Go to the next step"), href),
    )


def overtaken(href: str) -> ErrorPage:
    """Another tab was first."""
    return ErrorPage(
        409,
        _("This step was done in another tab"),
        (_("Your answer here was not used. Go on in the other tab, or here:"),),
        link=NavigationItem(_("Go to the next step"), href),
    )


def not_reachable() -> ErrorPage:
    """The account lacks a factor for the level that the portal asks for."""
    return ErrorPage(
        403,
        _("You cannot sign in to this service with what you have set up"),
        (_("The service asks for a safer way to sign in than your account has. Please ask its help desk."),),
        link=NavigationItem(_("Home page"), "/"),
    )


def not_active(policy: Population) -> ErrorPage:
    """The account was suspended."""
    lines = [_("This account is suspended, so that nobody can sign in with it.")]
    if policy.contact:
        lines.append(f"{policy.contact.organisation} {policy.contact.phone or ''}".strip())
    return ErrorPage(403, _("This account is suspended"), tuple(lines))


def unknown_population() -> ErrorPage:
    """The address names a kind of account that there is not."""
    return ErrorPage(
        404,
        _("There is no such kind of account"),
        (_("Choose your kind of account on our home page."),),
        parameter="population",
        link=NavigationItem(_("Home page"), "/"),
    )
