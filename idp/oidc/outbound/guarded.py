"""An HTTP client that cannot be sent into our own network.

Public addresses only, judged after resolving the name and pinned for the connection, so that a name cannot change its mind
in between; https only; no redirects; answers capped in size and time. The operator may list origins that are exempt, such
as portals inside the house or the demo on loopback.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpcore

_MOST_BYTES = 65_536
_CONNECT_SECONDS = 3.0
_TOTAL_SECONDS = 8.0

Resolver = Any
"""`socket.getaddrinfo`, or what a test puts in its place."""


class RefusedAddressError(Exception):
    """The address may not be fetched; the text says why."""


class FetchFailedError(Exception):
    """The other side did not answer as it should; the text says how."""


@dataclass(frozen=True)
class Fetched:
    """An answer: its status and at most 64 KiB of its body."""

    status: int
    body: bytes


def public_address(host: str, port: int, resolve: Resolver) -> str:
    """One address of the host, when all of them are public; RefusedAddressError otherwise."""
    try:
        found = resolve(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise FetchFailedError("the name does not resolve") from error
    addresses = [str(entry[4][0]) for entry in found]
    for address in addresses:
        plain = ipaddress.ip_address(address.partition("%")[0])
        judged = getattr(plain, "ipv4_mapped", None) or plain
        if not judged.is_global or judged.is_multicast:
            raise RefusedAddressError("the name leads to an address that is not public")
    if not addresses:
        raise FetchFailedError("the name has no address")
    return addresses[0]


class _PinnedBackend(httpcore.SyncBackend):
    """Connects to an address that has been judged, whatever the name would lead to a moment later."""

    def __init__(self, exempt: frozenset[tuple[str, int]], resolve: Resolver) -> None:
        self._exempt = exempt
        self._resolve = resolve

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the judged address."""
        target = host if (host, port) in self._exempt else public_address(host, port, self._resolve)
        return super().connect_tcp(target, port, timeout, local_address, socket_options)


class GuardedClient:
    """Posts to registered addresses. `exempt_origins` are origins such as `http://localhost:8500`."""

    def __init__(self, exempt_origins: Collection[str] = (), resolve: Resolver = socket.getaddrinfo) -> None:
        self._exempt_origins = frozenset(exempt_origins)
        exempt = frozenset(_host_and_port(origin) for origin in self._exempt_origins)
        self._pool = httpcore.ConnectionPool(
            ssl_context=ssl.create_default_context(), network_backend=_PinnedBackend(exempt, resolve), http1=True
        )

    def post_form(self, address: str, fields: Mapping[str, str]) -> Fetched:
        """Posts a form. RefusedAddressError before anything is sent; FetchFailedError when the other side fails."""
        parts = urlsplit(address)
        if f"{parts.scheme}://{parts.netloc}" not in self._exempt_origins and parts.scheme != "https":
            raise RefusedAddressError("the address is not https")
        body = urlencode(fields).encode("ascii")
        headers: dict[bytes | str, bytes | str] = {
            "Host": parts.netloc,
            "Content-Type": "application/x-www-form-urlencoded",
            "Content-Length": str(len(body)),
            "User-Agent": "gatehouse",
            "Accept": "*/*",
        }
        limits = {"connect": _CONNECT_SECONDS, "read": _CONNECT_SECONDS, "write": _CONNECT_SECONDS, "pool": 1.0}
        deadline = time.monotonic() + _TOTAL_SECONDS
        try:
            with self._pool.stream(
                "POST", address, headers=headers, content=body, extensions={"timeout": limits}
            ) as response:
                return Fetched(response.status, _capped(response, deadline))
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, OSError) as error:
            raise FetchFailedError(type(error).__name__) from error

    def close(self) -> None:
        """Closes kept connections."""
        self._pool.close()


def _capped(response: httpcore.Response, deadline: float) -> bytes:
    body = b""
    for chunk in response.iter_stream():
        body += chunk
        if len(body) > _MOST_BYTES:
            raise FetchFailedError("the answer is too large")
        if time.monotonic() > deadline:
            raise FetchFailedError("the answer takes too long")
    return body


def _host_and_port(origin: str) -> tuple[str, int]:
    parts = urlsplit(origin)
    return parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
