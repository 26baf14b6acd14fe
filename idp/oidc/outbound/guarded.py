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
    except (OSError, UnicodeError) as error:  # UnicodeError: not a name at all, such as one with a label too long
        raise FetchFailedError("the name does not resolve") from error
    addresses = [str(entry[4][0]) for entry in found]
    for address in addresses:
        if not _is_public(ipaddress.ip_address(address.partition("%")[0])):
            raise RefusedAddressError("the name leads to an address that is not public")
    if not addresses:
        raise FetchFailedError("the name has no address")
    return addresses[0]


_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
"""IPv6 addresses that a network translates to the IPv4 address in their last 32 bits (RFC 6052)."""


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether the address, and every IPv4 address that it stands for, is one of the open Internet."""
    if isinstance(address, ipaddress.IPv6Address):
        if address in _TRANSLATED:
            return _is_public(ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF))
        if address.ipv4_mapped:
            return _is_public(address.ipv4_mapped)
        tunnelled = [found for found in (address.sixtofour, *(address.teredo or ())) if found is not None]
        if not all(_is_public(found) for found in tunnelled):
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


class _HurriedStream(httpcore.NetworkStream):
    """A connection that is given up at its deadline, however slowly the other side drips."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def _left(self, timeout: float | None) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the answer takes too long")
        return left if timeout is None else min(left, timeout)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """See NetworkStream."""
        return self._stream.read(max_bytes, self._left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """See NetworkStream."""
        self._stream.write(buffer, self._left(timeout))

    def close(self) -> None:
        """See NetworkStream."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """See NetworkStream."""
        secured = self._stream.start_tls(ssl_context, server_hostname, self._left(timeout))
        return _HurriedStream(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """See NetworkStream."""
        return self._stream.get_extra_info(info)


class _PinnedBackend(httpcore.SyncBackend):
    """Connects to an address that has been judged, whatever the name would lead to a moment later."""

    def __init__(self, exempt: frozenset[tuple[str, int]], resolve: Resolver) -> None:
        self._exempt = exempt
        self._resolve = resolve
        self._deadline = time.monotonic() + _TOTAL_SECONDS

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
        stream = super().connect_tcp(target, port, timeout, local_address, socket_options)
        return _HurriedStream(stream, self._deadline)


class GuardedClient:
    """Posts to registered addresses. `exempt_origins` are origins such as `http://localhost:8500`."""

    def __init__(self, exempt_origins: Collection[str] = (), resolve: Resolver = socket.getaddrinfo) -> None:
        self._exempt_origins = frozenset(exempt_origins)
        self._exempt = frozenset(_host_and_port(origin) for origin in self._exempt_origins)
        self._resolve = resolve
        self._trust = ssl.create_default_context()

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
        backend = _PinnedBackend(self._exempt, self._resolve)
        try:
            with (
                httpcore.ConnectionPool(ssl_context=self._trust, network_backend=backend) as pool,
                pool.stream("POST", address, headers=headers, content=body, extensions={"timeout": limits}) as response,
            ):
                return Fetched(response.status, _capped(response))
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, OSError) as error:
            raise FetchFailedError(type(error).__name__) from error


def _capped(response: httpcore.Response) -> bytes:
    body = b""
    for chunk in response.iter_stream():
        body += chunk
        if len(body) > _MOST_BYTES:
            raise FetchFailedError("the answer is too large")
    return body


def _host_and_port(origin: str) -> tuple[str, int]:
    parts = urlsplit(origin)
    return parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
