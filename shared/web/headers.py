"""Security headers of every response (OWASP ASVS 5.0 V3.4)."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from shared.settings.service import LOOPBACK_HOSTS


def content_security_policy(nonce: str, form_action: Sequence[str] = ()) -> str:
    """A policy that runs only scripts with this page's nonce and what they load, and no inline style.

    Browsers hold the redirects after a form against `form-action` too, therefore the origins in `form_action`.
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'nonce-{nonce}' 'strict-dynamic'",
            "style-src 'self'",
            "img-src 'self' data: blob:",
            "media-src 'self'",
            "font-src 'self'",
            "connect-src 'self'",
            "frame-src 'self'",
            "form-action " + " ".join(("'self'", *form_action)),
            "frame-ancestors 'none'",
            "base-uri 'none'",
        )
    )


def security_headers(base_url: str, nonce: str, form_action: Sequence[str] = ()) -> dict[str, str]:
    """The headers of a page; a response that has set one of them itself keeps its own."""
    headers = {
        "Content-Security-Policy": content_security_policy(nonce, form_action),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-store",
    }
    address = urlsplit(base_url)
    # Browsers keep the rule per host, not per port: on loopback it would lock people out of everything else they run there.
    if address.scheme == "https" and address.hostname not in LOOPBACK_HOSTS:
        headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    return headers
