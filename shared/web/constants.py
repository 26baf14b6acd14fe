"""Documents that are the same for everybody, answered in front of the framework from prepared bytes.

Discovery, keys and static files: with ETag, Cache-Control and a compressed twin. One table serves WSGI and ASGI.
"""

from __future__ import annotations

import gzip
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

Headers = list[tuple[str, str]]

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""For a document that is opened by itself: a drawing may style itself, nothing may run, load or be framed."""


@dataclass(frozen=True)
class Document:
    """A response in all its forms: plain and compressed, with headers for both and for addresses with a version (`?v=`)."""

    body: bytes
    packed: bytes | None
    etag: str
    headers: Headers
    packed_headers: Headers
    versioned_cache_control: str | None


def prepare(
    body: bytes,
    content_type: str,
    cache_control: str,
    *,
    versioned_cache_control: str | None = None,
    cross_origin: bool = False,
) -> Document:
    """Makes a document of its bytes; `cross_origin` lets scripts of other origins read it (RFC 8414 clients in a browser)."""
    etag = f'"{sha256(body).hexdigest()[:32]}"'
    packed = gzip.compress(body, 9, mtime=0)
    common: Headers = [
        ("Content-Type", content_type),
        ("ETag", etag),
        ("Cache-Control", cache_control),
        ("Vary", "Accept-Encoding"),
        ("X-Content-Type-Options", "nosniff"),
        ("Content-Security-Policy", _POLICY),
        ("Cross-Origin-Resource-Policy", "cross-origin" if cross_origin else "same-origin"),
    ]
    if cross_origin:
        common.append(("Access-Control-Allow-Origin", "*"))
    worthwhile = len(packed) < len(body)
    return Document(
        body=body,
        packed=packed if worthwhile else None,
        etag=etag,
        headers=[*common, ("Content-Length", str(len(body)))],
        packed_headers=[*common, ("Content-Encoding", "gzip"), ("Content-Length", str(len(packed)))],
        versioned_cache_control=versioned_cache_control,
    )


def _answer(
    document: Document, method: str, query: str, accept_encoding: str, if_none_match: str
) -> tuple[int, Headers, bytes]:
    packed = document.packed is not None and "gzip" in accept_encoding
    headers = document.packed_headers if packed else document.headers
    if document.versioned_cache_control and query.startswith("v="):
        headers = [
            (name, document.versioned_cache_control if name == "Cache-Control" else value) for name, value in headers
        ]
    if if_none_match and document.etag in if_none_match:
        return (
            304,
            [
                (name, value)
                for name, value in headers
                if name not in {"Content-Length", "Content-Type", "Content-Encoding"}
            ],
            b"",
        )
    body = b"" if method == "HEAD" else (document.packed if packed and document.packed is not None else document.body)
    return 200, headers, body


_STATUS_LINES = {200: "200 OK", 304: "304 Not Modified"}


class ConstantDocuments:
    """The table of a service's constant documents. `put` replaces one (new keys) for this process at once."""

    def __init__(self) -> None:
        self._documents: dict[str, Document] = {}

    def put(self, path: str, document: Document) -> None:
        """Answers `path` with this document from now on."""
        self._documents[path] = document

    def wsgi(self, application: WSGIApplication) -> WSGIApplication:
        """The application with the documents in front of it."""
        documents = self._documents

        def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            document = documents.get(environ.get("PATH_INFO", ""))
            if document is None or environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
                return application(environ, start_response)
            status, headers, body = _answer(
                document,
                environ["REQUEST_METHOD"],
                environ.get("QUERY_STRING", ""),
                environ.get("HTTP_ACCEPT_ENCODING", ""),
                environ.get("HTTP_IF_NONE_MATCH", ""),
            )
            start_response(_STATUS_LINES[status], list(headers))
            return [body]

        return answer

    def asgi(self, application: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
        """The asynchronous application with the documents in front of it."""
        documents = self._documents

        async def answer(scope: Any, receive: Any, send: Any) -> None:
            document = documents.get(scope.get("path", "")) if scope["type"] == "http" else None
            if document is None or scope["method"] not in {"GET", "HEAD"}:
                await application(scope, receive, send)
                return
            given = {name: value.decode("latin-1") for name, value in scope["headers"]}
            status, headers, body = _answer(
                document,
                scope["method"],
                scope["query_string"].decode("latin-1"),
                given.get(b"accept-encoding", ""),
                given.get(b"if-none-match", ""),
            )
            encoded = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
            await send({"type": "http.response.start", "status": status, "headers": encoded})
            await send({"type": "http.response.body", "body": body})

        return answer
