"""Metadata and key set in front of the framework, as prepared bytes with an ETag."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from idp.oidc.keys.ring import KeyRing
from shared.clock import Clock
from shared.web.constants import ConstantDocuments, Document, prepare

METADATA_PATH = "/.well-known/openid-configuration"
KEY_SET_PATH = "/jwks"


def _prepared(document: dict[str, Any], max_age: int) -> Document:
    body = json.dumps(document, separators=(",", ":")).encode()
    return prepare(body, "application/json", f"public, max-age={max_age}", cross_origin=True)


class ProtocolDocuments:
    """The two documents. The metadata changes with a restart; the key set when keys change or one leaves its overlap."""

    def __init__(self, metadata: dict[str, Any], keys: KeyRing, clock: Clock) -> None:
        self._documents = ConstantDocuments()
        self._documents.put(METADATA_PATH, _prepared(metadata, 3600))
        self._keys = keys
        self._clock = clock
        self._shown: tuple[str, ...] | None = None

    def _refresh_keys(self) -> None:
        now = self._clock()
        shown = tuple(key.kid for key in self._keys.listed() if key.published(now))
        if shown != self._shown:
            self._documents.put(KEY_SET_PATH, _prepared(self._keys.published(now), 300))
            self._shown = shown

    def wsgi(self, application: WSGIApplication) -> WSGIApplication:
        """The application with the documents in front of it."""
        in_front = self._documents.wsgi(application)

        def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            if environ.get("PATH_INFO") == KEY_SET_PATH:
                self._refresh_keys()
            return in_front(environ, start_response)

        return answer
