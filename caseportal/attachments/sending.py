"""Sends a stored file back to a browser so that it can do nothing but be looked at."""

from urllib.parse import quote

from quart import Response

from caseportal.attachments.files import StoredFile

_POLICY = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'"
"""No script, no form, no address of anybody else; our own pages may frame it. The inline styles are the viewer's."""


def file_response(stored: StoredFile) -> Response:
    """The file, to be shown in place, under its safe name (RFC 6266 section 4.3)."""
    response = Response(stored.content, content_type=stored.media_type)
    response.headers["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(stored.name, safe='')}"
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Cache-Control"] = "private, no-store"
    return response
