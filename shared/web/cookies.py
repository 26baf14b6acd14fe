"""Names and attributes of cookies, the same rule for every service.

`__Host-` and `Secure` whenever the service's own address is https (RFC 6265bis section 4.1.3.2). On plain http, which
the settings allow on loopback only, the bare name: scripted clients drop `Secure` cookies there. Browsers share cookies
between the ports of a host, so that every service has names of its own.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TypedDict


class CookieAttributes(TypedDict):
    """Arguments of `set_cookie` in Flask and Quart."""

    secure: bool
    httponly: bool
    samesite: str
    path: str
    max_age: int | None


def cookie_name(base_url: str, name: str) -> str:
    """The full name of a cookie, for example `__Host-idp-session`."""
    return f"__Host-{name}" if base_url.startswith("https://") else name


def cookie_attributes(base_url: str, lifetime: timedelta | None = None) -> CookieAttributes:
    """Attributes of every cookie we set; without a lifetime it ends with the browser."""
    return {
        "secure": base_url.startswith("https://"),
        "httponly": True,
        "samesite": "Lax",
        "path": "/",
        "max_age": None if lifetime is None else int(lifetime.total_seconds()),
    }
