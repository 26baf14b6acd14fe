"""Words for what goes wrong, by status. What is shown never carries what is logged."""

from __future__ import annotations

from dataclasses import dataclass, field

from shared.i18n import gettext as _
from shared.web.shell import NavigationItem


@dataclass(frozen=True)
class ErrorPage:
    """An error page: status, heading, lines that say what to do, and the request parameter at fault if there is one."""

    status: int
    heading: str
    lines: tuple[str, ...] = ()
    parameter: str | None = None
    link: NavigationItem | None = None
    reference: str | None = None
    headers: dict[str, str] = field(default_factory=dict)


class ShowError(Exception):
    """Answers the running request with an error page, from wherever it is noticed."""

    def __init__(self, page: ErrorPage) -> None:
        super().__init__(page.heading)
        self.page = page


def page_of_status(status: int, reference: str | None = None) -> ErrorPage:
    """The general page of an HTTP status, in the language of the request."""
    match status:
        case 404:
            return ErrorPage(404, _("Page not found"), (_("Check the address, or start again from the home page."),))
        case 405:
            return ErrorPage(
                405,
                _("This address does not take that kind of request"),
                (_("Go back and use the buttons of the page."),),
            )
        case 413:
            return ErrorPage(413, _("That is too large"), (_("Make the file or the text smaller and send it again."),))
        case 429:
            return ErrorPage(429, _("Too many tries"), (_("Wait a few minutes, then try again."),))
        case 503:
            return ErrorPage(
                503,
                _("The service is busy or being repaired"),
                (_("Nothing you entered was changed. Wait a moment, then try again."),),
                reference=reference,
                headers={"Retry-After": "10"},
            )
        case status if status < 500:
            return ErrorPage(status, _("The request could not be understood"), (_("Go back and try again."),))
        case _other:
            return ErrorPage(
                500,
                _("Sorry, something went wrong on our side"),
                (_("Try again later. If it happens again, tell the help desk the reference below."),),
                reference=reference,
            )
