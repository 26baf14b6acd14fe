"""Requests that portals send through a person's browser, by GET or by POST, to `/authorize` and `/logout`."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Request, redirect
from werkzeug.wrappers import Response

_LONGEST_ADDRESS = 8_000
"""Characters that servers and proxies take in an address."""

Pairs = list[tuple[str, str]]


def received(request: Request) -> Pairs:
    """Every parameter, in address and form: one that stands in both is one that was given twice."""
    return [*request.args.items(multi=True), *request.form.items(multi=True)]


def anew(request: Request, pairs: Pairs, session_cookie: str) -> Response | None:
    """The way to ask the same by GET, when a POST came without a session; None when it can be answered as it is.

    Browsers leave `SameSite=Lax` cookies out of a POST that another site makes, so that a person who is signed in looks
    like nobody: asked to sign in again, or told that they are signed out although the session lives on.
    """
    if request.method != "POST" or session_cookie in request.cookies:
        return None
    query = urlencode(pairs)
    return redirect(f"{request.path}?{query}", 303) if query and len(query) <= _LONGEST_ADDRESS else None
