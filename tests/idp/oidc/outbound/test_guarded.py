"""The guarded HTTP client (security.md lesson 11)."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from typing import Any

import pytest

from idp.oidc.outbound import guarded
from idp.oidc.outbound.guarded import FetchFailedError, GuardedClient, RefusedAddressError, public_address


def leads_to(*addresses: str) -> Any:
    """A resolver whose every name leads to these addresses."""

    def resolve(host: str, port: int, **_options: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    return resolve


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b::169.254.169.254",
        "2002:7f00:1::",
        "2002:a00:1::1",
        "240.0.0.1",
    ],
)
def test_addresses_that_are_not_public_are_refused(address: str) -> None:
    """Loopback, private, link-local, shared, multicast, reserved, and IPv6 forms of them."""
    with pytest.raises(RefusedAddressError):
        public_address("portal.example", 443, leads_to(address))


def test_one_private_address_spoils_the_name() -> None:
    """A name that leads to a public and a private address is refused."""
    with pytest.raises(RefusedAddressError):
        public_address("portal.example", 443, leads_to("203.0.114.9", "10.0.0.1"))


@pytest.mark.parametrize("address", ["2606:2800:220:1::1", "64:ff9b::93.184.216.34"])
def test_public_addresses_of_ipv6_are_taken(address: str) -> None:
    """A public address, also one that the network translates to a public IPv4 address."""
    assert public_address("portal.example", 443, leads_to(address)) == address


def test_public_address_is_pinned() -> None:
    """The address that was judged is the one that is connected to."""
    assert public_address("portal.example", 443, leads_to("93.184.216.34")) == "93.184.216.34"


@pytest.mark.parametrize("address", ["http://portal.example/x", "ftp://portal.example/x", "file:///etc/passwd"])
def test_only_https_is_spoken(address: str) -> None:
    """Plain http is refused before anything is resolved, unless the operator lists the origin."""
    with pytest.raises(RefusedAddressError):
        GuardedClient().post_form(address, {})


def test_private_name_is_refused_before_anything_is_sent() -> None:
    """The refusal comes from the connection itself, so that no later answer of the resolver counts."""
    client = GuardedClient(resolve=leads_to("10.0.0.1"))
    with pytest.raises(RefusedAddressError):
        client.post_form("https://portal.example/x", {})


def test_exception_covers_its_origin_only() -> None:
    """An exception for one port does not open another."""
    client = GuardedClient(["http://localhost:8500"], resolve=leads_to("127.0.0.1"))
    with pytest.raises(RefusedAddressError):
        client.post_form("http://localhost:8501/x", {})


def test_name_that_does_not_resolve_is_a_failure() -> None:
    """It may be back later: a failure, not a refusal."""

    def resolve(*_arguments: Any, **_options: Any) -> Any:
        raise OSError("no such name")

    with pytest.raises(FetchFailedError):
        GuardedClient(resolve=resolve).post_form("https://portal.example/x", {})


def test_what_is_no_name_is_a_failure() -> None:
    """A label too long for any name fails like one that is not there, and stops nothing else."""
    with pytest.raises(FetchFailedError):
        GuardedClient().post_form(f"https://{'a' * 64}.example/x", {})


def test_an_answer_that_drips_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A byte now and then keeps no worker busy beyond the time of one whole attempt."""
    monkeypatch.setattr(guarded, "_TOTAL_SECONDS", 0.6)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        def drip() -> None:
            connection, _ = server.accept()
            with connection, contextlib.suppress(OSError):
                connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
                for _ in range(60):
                    connection.sendall(b"a")
                    time.sleep(0.1)

        dripping = threading.Thread(target=drip)
        dripping.start()
        origin = f"http://127.0.0.1:{port}"
        begun = time.monotonic()
        with pytest.raises(FetchFailedError):
            GuardedClient([origin]).post_form(f"{origin}/x", {})
        assert time.monotonic() - begun < 3
        dripping.join()
