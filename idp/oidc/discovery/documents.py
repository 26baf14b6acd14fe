"""Documents that machines fetch again and again: encoded once, answered with an ETag (RFC 9110 section 8.8.3)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response, request

from idp.oidc.keys.ring import KeyRing
from shared.clock import Clock


@dataclass(frozen=True)
class PreparedDocument:
    """A document ready to be sent. `max_age` is in seconds."""

    body: bytes
    etag: str
    max_age: int

    @classmethod
    def of(cls, document: dict[str, Any], max_age: int) -> PreparedDocument:
        """The document as bytes."""
        body = json.dumps(document, separators=(",", ":")).encode()
        return cls(body, f'"{hashlib.sha256(body).hexdigest()[:32]}"', max_age)

    def response(self) -> Response:
        """The answer to the running request: the document, or 304 when the client has it already."""
        headers = [
            ("ETag", self.etag),
            ("Cache-Control", f"public, max-age={self.max_age}"),
            ("Access-Control-Allow-Origin", "*"),
            ("Cross-Origin-Resource-Policy", "cross-origin"),
        ]
        if self.etag in request.headers.get("If-None-Match", ""):
            return Response(status=304, headers=headers)
        return Response(self.body, 200, headers, content_type="application/json")


def metadata_view(metadata: dict[str, Any]) -> Callable[[], Response]:
    """The view of `/.well-known/openid-configuration`; it changes with a restart only."""
    document = PreparedDocument.of(metadata, max_age=3600)
    return document.response


class KeySetView:
    """The view of `/jwks`: encoded again only when keys have changed or a retired one left the set."""

    _MAX_AGE = 300

    def __init__(self, keys: KeyRing, clock: Clock) -> None:
        self._keys = keys
        self._clock = clock
        self._prepared: tuple[tuple[str, ...], PreparedDocument] | None = None

    def __call__(self) -> Response:
        """The view."""
        now = self._clock()
        shown = tuple(key.kid for key in self._keys.listed() if key.published(now))
        prepared = self._prepared
        if prepared is None or prepared[0] != shown:
            prepared = (shown, PreparedDocument.of(self._keys.published(now), self._MAX_AGE))
            self._prepared = prepared
        return prepared[1].response()
