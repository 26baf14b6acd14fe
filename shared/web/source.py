"""Where a request comes from, believing forwarding headers only of listed proxies."""

from __future__ import annotations

from collections.abc import Sequence


def source_address(peer: str | None, forwarded_for: str | None, trusted_proxies: Sequence[str]) -> str:
    """The address of the person's side: the last hop that is not one of our proxies."""
    address = peer or "unknown"
    hops = [hop.strip() for hop in (forwarded_for or "").split(",") if hop.strip()]
    while address in trusted_proxies and hops:
        address = hops.pop()
    return address
