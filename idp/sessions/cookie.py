"""The cookie that carries a session."""

from __future__ import annotations

from shared.web.cookies import cookie_name


def session_cookie(base_url: str) -> str:
    """Name of the cookie whose value opens a session at this address of ours."""
    return cookie_name(base_url, "idp-session")
