"""Signing keys as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from joserfc.jwk import ECKey, RSAKey

ALGORITHMS = ("ES256", "RS256")
"""Algorithms that tokens are signed with; ES256 unless a client asks for RS256."""

OVERLAP = timedelta(hours=48)
"""For how long a retired key stays published: longer than any token it signed, and than any cache of the key set."""

_RSA_BITS = 2048


class KeyState(StrEnum):
    """A key is published before it signs and after it has signed."""

    NEXT = "next"
    ACTIVE = "active"
    RETIRED = "retired"


@dataclass(frozen=True)
class SigningKey:
    """One key with its private half. `kid` is its RFC 7638 thumbprint."""

    kid: str
    algorithm: str
    state: KeyState
    private: ECKey | RSAKey
    created_at: datetime
    activated_at: datetime | None = None
    retired_at: datetime | None = None

    def published(self, now: datetime) -> bool:
        """Whether the key set shows it: always, until `OVERLAP` after it was retired."""
        return self.retired_at is None or now < self.retired_at + OVERLAP

    def public_jwk(self) -> dict[str, Any]:
        """The public half as the key set shows it (RFC 7517)."""
        return {**self.private.as_dict(private=False), "kid": self.kid, "alg": self.algorithm, "use": "sig"}


def generate(algorithm: str) -> ECKey | RSAKey:
    """A fresh private key for an algorithm of `ALGORITHMS`: P-256, or RSA of 2048 bits."""
    return ECKey.generate_key("P-256") if algorithm == "ES256" else RSAKey.generate_key(_RSA_BITS)


def load_private(algorithm: str, pem: str) -> ECKey | RSAKey:
    """The private key from the PEM text that `private_pem` gave."""
    return ECKey.import_key(pem) if algorithm == "ES256" else RSAKey.import_key(pem)


def private_pem(key: ECKey | RSAKey) -> str:
    """The private key as PEM text (PKCS #8), to be sealed."""
    return key.as_pem(private=True).decode("ascii")
