"""CheckMacValue: the keyed hash under every message from and to ECPay (AIO specification, appendix)."""

import hmac
from collections.abc import Mapping
from hashlib import sha256
from typing import Final
from urllib.parse import quote_plus

FIELD: Final = "CheckMacValue"

# .NET's form encoding leaves these as they are; quote_plus would encode the last four.
_LEFT_ALONE: Final = "-_.!*()"


def check_mac_value(fields: Mapping[str, str], hash_key: str, hash_iv: str) -> str:
    """Compute the CheckMacValue (SHA-256, 64 upper-case hex characters) over all other fields, empty ones too."""
    signed = sorted((name, value) for name, value in fields.items() if name != FIELD)
    ordered = sorted(signed, key=lambda pair: pair[0].lower())
    middle = "".join(f"{name}={value}&" for name, value in ordered)
    text = f"HashKey={hash_key}&{middle}HashIV={hash_iv}"
    return sha256(encoded(text).encode()).hexdigest().upper()


def encoded(text: str) -> str:
    """Encode `text` as the specification wants it hashed: form encoding, blanks as +, all lower case."""
    return quote_plus(text, safe=_LEFT_ALONE).replace("~", "%7e").lower()


def is_signed(fields: Mapping[str, str], hash_key: str, hash_iv: str) -> bool:
    """Say, in constant time, whether `fields` carry their right CheckMacValue."""
    given = fields.get(FIELD, "")
    return hmac.compare_digest(given.encode(), check_mac_value(fields, hash_key, hash_iv).encode())


def signed(fields: Mapping[str, str], hash_key: str, hash_iv: str) -> dict[str, str]:
    """Give `fields` together with their CheckMacValue."""
    return {**fields, FIELD: check_mac_value(fields, hash_key, hash_iv)}
