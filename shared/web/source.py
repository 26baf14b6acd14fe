"""Where a request comes from, believing forwarding headers only of listed proxies."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence


def source_address(peer: str | None, forwarded_for: str | None, trusted_proxies: Sequence[str]) -> str:
    """The address of the person's side: the last hop that is not one of our proxies."""
    address = peer or "unknown"
    hops = [hop.strip() for hop in (forwarded_for or "").split(",") if hop.strip()]
    while address in trusted_proxies and hops:
        address = hops.pop()
    return address


def source_network(source: str) -> str:
    """What tries are counted by: an IPv4 address, or the /64 of an IPv6 address, all of which one subscriber has."""
    try:
        address = ipaddress.ip_address(source.partition("%")[0])
    except ValueError:
        return source
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, 64), strict=False))
