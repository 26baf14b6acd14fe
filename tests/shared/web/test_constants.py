"""Constant documents are answered before the framework, with ETag and compression."""

from __future__ import annotations

import gzip
from io import BytesIO
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest

from shared.web.constants import ConstantDocuments, prepare

BODY = b'{"issuer": "https://id.example.gov.tw"}' * 20


def _documents() -> ConstantDocuments:
    documents = ConstantDocuments()
    documents.put(
        "/doc",
        prepare(BODY, "application/json", "public, max-age=60", versioned_cache_control="immutable", cross_origin=True),
    )
    return documents


def _wsgi(path: str, method: str = "GET", **extra: str) -> tuple[str, dict[str, str], bytes]:
    environ: dict[str, Any] = {"PATH_INFO": path, "REQUEST_METHOD": method, **extra, "wsgi.input": BytesIO()}
    setup_testing_defaults(environ)
    seen: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        seen.extend((status, dict(headers)))

    def application(environ: Any, start: Any) -> list[bytes]:
        start("418 Teapot", [])
        return [b"framework"]

    body = b"".join(_documents().wsgi(application)(environ, start_response))
    return seen[0], seen[1], body


def test_a_document_is_served_with_its_tag() -> None:
    """Plain bytes, an ETag, and 304 for a client that has them."""
    status, headers, body = _wsgi("/doc")
    assert (status, body) == ("200 OK", BODY)
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert _wsgi("/doc", HTTP_IF_NONE_MATCH=headers["ETag"])[0] == "304 Not Modified"
    assert _wsgi("/doc", HTTP_IF_NONE_MATCH=headers["ETag"])[2] == b""


def test_a_document_is_compressed_for_those_who_can() -> None:
    """The packed twin unpacks to the same bytes."""
    _, headers, body = _wsgi("/doc", HTTP_ACCEPT_ENCODING="gzip, br")
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body) == BODY


def test_a_versioned_address_may_be_kept_for_ever() -> None:
    """With ?v= the browser need not ask again."""
    assert _wsgi("/doc", QUERY_STRING="v=1")[1]["Cache-Control"] == "immutable"
    assert _wsgi("/doc")[1]["Cache-Control"] == "public, max-age=60"


def test_head_has_no_body_and_other_requests_pass_on() -> None:
    """HEAD gives the headers alone; other methods and paths reach the framework."""
    assert _wsgi("/doc", "HEAD")[2] == b""
    assert _wsgi("/doc", "POST")[2] == b"framework"
    assert _wsgi("/other")[2] == b"framework"


@pytest.mark.asyncio
async def test_the_asynchronous_side_does_the_same() -> None:
    """ASGI answers from the same table."""
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def application(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "framework"})

    served = _documents().asgi(application)
    scope = {"type": "http", "path": "/doc", "method": "GET", "headers": [], "query_string": b""}
    await served(scope, None, send)
    await served({**scope, "path": "/x"}, None, send)
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body", "framework"]
    assert sent[1]["body"] == BODY
