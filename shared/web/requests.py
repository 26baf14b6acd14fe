"""What both shells do at the two ends of a request: a page begins, its response gets headers and cookies."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Protocol

from werkzeug.sansio.response import Response

from shared.i18n.languages import choose_language, set_language
from shared.web.cookies import cookie_attributes, cookie_name
from shared.web.headers import security_headers
from shared.web.shell import PageRequest, Shell, current_page, set_page
from shared.web.source import source_address


class Headers(Protocol):
    """Request headers of either framework."""

    def get(self, key: str, /) -> str | None:
        """The header's value, or None."""
        ...


BROWSER_LIFETIME = timedelta(days=1)
LANGUAGE_LIFETIME = timedelta(days=365)


def browser_cookie(shell: Shell) -> str:
    """Name of the cookie that tells browsers apart (CSRF, journeys)."""
    return cookie_name(shell.base_url, f"{shell.slug}-browser")


def language_cookie(shell: Shell) -> str:
    """Name of the cookie that keeps the chosen language."""
    return cookie_name(shell.base_url, f"{shell.slug}-language")


def begin_page(
    shell: Shell,
    path: str,
    cookies: Mapping[str, str],
    headers: Headers,
    peer: str | None,
    ui_locales: str | None,
) -> PageRequest:
    """Reads language and browser of a request and makes them current."""
    known = cookies.get(browser_cookie(shell), "")
    browser = known if 32 <= len(known) <= 64 else secrets.token_urlsafe(32)
    page = PageRequest(
        path=path,
        nonce=secrets.token_urlsafe(16),
        browser=browser,
        csrf_token=shell.sealer.digest("csrf", browser),
        source=source_address(peer, headers.get("X-Forwarded-For"), shell.trusted_proxies),
        new_browser=browser != known,
    )
    set_page(page)
    set_language(choose_language(ui_locales, cookies.get(language_cookie(shell)), headers.get("Accept-Language")))
    return page


def finish_page(shell: Shell, answer: Response) -> None:
    """Gives a response its security headers and the cookies that the page still has to set."""
    page = current_page()
    for name, value in security_headers(shell.base_url, page.nonce, page.form_action).items():
        answer.headers.setdefault(name, value)
    if page.new_browser and answer.mimetype == "text/html":
        answer.set_cookie(browser_cookie(shell), page.browser, **cookie_attributes(shell.base_url, BROWSER_LIFETIME))
    if page.remember_language:
        attributes = cookie_attributes(shell.base_url, LANGUAGE_LIFETIME)
        answer.set_cookie(language_cookie(shell), page.remember_language, **attributes)


def foreign_post(shell: Shell, method: str, path: str, headers: Headers, machine_paths: Iterable[str]) -> bool:
    """Whether a form of another site was sent here: a second wall behind the CSRF token.

    Where other programs and sites may post stands in `machine_paths`; one that ends with a slash covers what is below it.

    Browsers say where a POST comes from; `Origin: null` is what our own pages send under `Referrer-Policy: no-referrer`, therefore
    `Sec-Fetch-Site` is asked first.
    """
    if method in {"GET", "HEAD", "OPTIONS"}:
        return False
    if any(path == known or (known.endswith("/") and path.startswith(known)) for known in machine_paths):
        return False
    site = headers.get("Sec-Fetch-Site")
    if site:
        return site not in {"same-origin", "none"}
    origin = headers.get("Origin")
    return origin is not None and origin not in {"null", shell.base_url}
