"""The guarded HTTP client (security.md lesson 11)."""

from __future__ import annotations

import socket
from typing import Any

import pytest

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
    ],
)
def test_addresses_that_are_not_public_are_refused(address: str) -> None:
    """Loopback, private, link-local, shared, multicast, and their mapped forms."""
    with pytest.raises(RefusedAddressError):
        public_address("portal.example", 443, leads_to(address))


def test_one_private_address_spoils_the_name() -> None:
    """A name that leads to a public and a private address is refused."""
    with pytest.raises(RefusedAddressError):
        public_address("portal.example", 443, leads_to("203.0.114.9", "10.0.0.1"))


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
    client.close()


def test_exception_covers_its_origin_only() -> None:
    """An exception for one port does not open another."""
    client = GuardedClient(["http://localhost:8500"], resolve=leads_to("127.0.0.1"))
    with pytest.raises(RefusedAddressError):
        client.post_form("http://localhost:8501/x", {})
    client.close()


def test_name_that_does_not_resolve_is_a_failure() -> None:
    """It may be back later: a failure, not a refusal."""

    def resolve(*_arguments: Any, **_options: Any) -> Any:
        raise OSError("no such name")

    with pytest.raises(FetchFailedError):
        GuardedClient(resolve=resolve).post_form("https://portal.example/x", {})
