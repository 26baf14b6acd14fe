"""Who may see a page. Every page of the portal is public, an applicant's, or a reviewer's."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import ParamSpec, TypeVar
from urllib.parse import urlencode

from quart import abort, g, redirect, request
from werkzeug.wrappers import Response as WerkzeugResponse

from caseportal.cases.states import Role
from caseportal.cases.transitions import Actor
from caseportal.portal import portal
from caseportal.sso.person import Person
from caseportal.sso.sessions import OpenSession
from shared.i18n import gettext as _
from shared.web.cookies import cookie_name
from shared.web.errors import ErrorPage, ShowError
from shared.web.shell import NavigationItem, current_page

P = ParamSpec("P")
R = TypeVar("R")


def session_cookie(base_url: str) -> str:
    """Name of the cookie with the session's token."""
    return cookie_name(base_url, "portal-session")


async def load_session() -> None:
    """Finds the session of the running request; called before every request."""
    g.portal_session = await portal().sessions.current(request.cookies.get(session_cookie(portal().settings.base_url)))


def open_session() -> OpenSession | None:
    """The session of the running request."""
    session: OpenSession | None = g.get("portal_session")
    return session


def signed_in() -> Person | None:
    """Who is signed in."""
    session = open_session()
    return session.person if session else None


def sign_in_address(population: str, next_path: str) -> str:
    """Where a person of that population signs in, to come back to `next_path`."""
    return f"/sso/sign-in?{urlencode({'population': population, 'next': next_path})}"


def _required(population: str) -> Person | WerkzeugResponse:
    person = signed_in()
    if person is None:
        after = current_page().path if request.method == "GET" else request.path
        return redirect(sign_in_address(population, after), 303)
    if person.population != population:
        raise ShowError(
            ErrorPage(
                403,
                _("This page is not for your kind of account"),
                (_("You are signed in as %(name)s. Sign out, then sign in with the right account.", name=person.name),),
                link=NavigationItem(_("Sign out"), "/sso/sign-out"),
            )
        )
    return person


def applicant_page(view: Callable[P, Awaitable[R]]) -> Callable[P, Awaitable[R | WerkzeugResponse]]:
    """The view is for signed-in applicants; others are led to sign in, or told why not."""

    @wraps(view)
    async def guarded(*args: P.args, **kwargs: P.kwargs) -> R | WerkzeugResponse:
        allowed = _required(portal().settings.applicant_population)
        return await view(*args, **kwargs) if isinstance(allowed, Person) else allowed

    return guarded


def reviewer_page(view: Callable[P, Awaitable[R]]) -> Callable[P, Awaitable[R | WerkzeugResponse]]:
    """The view is for officers and supervisors."""

    @wraps(view)
    async def guarded(*args: P.args, **kwargs: P.kwargs) -> R | WerkzeugResponse:
        allowed = _required(portal().settings.officer_population)
        if not isinstance(allowed, Person):
            return allowed
        if allowed.reviewing_role is None:
            raise ShowError(
                ErrorPage(
                    403,
                    _("Your account has no role here"),
                    (_("Ask your administrator for the role of an officer, then sign in again."),),
                    link=NavigationItem(_("Sign out"), "/sso/sign-out"),
                )
            )
        return await view(*args, **kwargs)

    return guarded


def present_person() -> Person:
    """Who is signed in, on a page that only signed-in people reach; 403 otherwise."""
    person = signed_in()
    if person is None:
        abort(403)
    return person


def may_review(person: Person) -> bool:
    """Whether the person sees cases of others: a role counts in the population of officers only."""
    return person.population == portal().settings.officer_population and person.reviewing_role is not None


def as_applicant() -> Actor:
    """The signed-in person acting on their own case."""
    person = present_person()
    return Actor(Role.APPLICANT, person.subject, person.name)


def as_reviewer() -> Actor:
    """The signed-in person acting in the back office."""
    person = present_person()
    if person.reviewing_role is None:
        abort(403)
    return Actor(person.reviewing_role, person.subject, person.name)
