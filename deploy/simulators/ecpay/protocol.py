"""The gateway's half of the protocol (ECPay AIO specification, version 5), written apart from the portal's half."""

import re
from collections.abc import Mapping
from hashlib import sha256
from hmac import compare_digest
from urllib.parse import urlencode

MERCHANT_ID = "3002607"
HASH_KEY = "pwFHCqoQZGmho4w6"
HASH_IV = "EkRm7iFT261dpevs"
"""The public stage account."""

_REQUIRED = (
    "MerchantID", "MerchantTradeNo", "MerchantTradeDate", "PaymentType", "TotalAmount", "TradeDesc", "ItemName",
    "ReturnURL", "ChoosePayment", "EncryptType",
)  # fmt: skip


def mac(fields: Mapping[str, str]) -> str:
    """Compute CheckMacValue with SHA-256."""
    names = sorted((name for name in fields if name != "CheckMacValue"), key=str.lower)
    pairs = [("HashKey", HASH_KEY), *((name, fields[name]) for name in names), ("HashIV", HASH_IV)]
    text = urlencode({"": "&".join(f"{name}={value}" for name, value in pairs)})[1:].lower()
    for kept in "!*()":
        text = text.replace(f"%{ord(kept):02x}", kept)
    return sha256(text.replace("~", "%7e").encode()).hexdigest().upper()


def with_mac(fields: Mapping[str, str]) -> dict[str, str]:
    """Give the fields with their CheckMacValue."""
    return {**fields, "CheckMacValue": mac(fields)}


def checkout_fault(fields: Mapping[str, str]) -> str | None:
    """Say what is wrong with a merchant's order, in the terms of the specification; None if it is right."""
    missing = [name for name in _REQUIRED if not fields.get(name)]
    if missing:
        return f"missing: {', '.join(missing)}"
    if not compare_digest(fields.get("CheckMacValue", "").encode(), mac(fields).encode()):
        return "CheckMacValue Error"
    if fields["MerchantID"] != MERCHANT_ID:
        return "MerchantID Error"
    if re.fullmatch(r"[0-9A-Za-z]{1,20}", fields["MerchantTradeNo"]) is None:
        return "MerchantTradeNo Error"
    if re.fullmatch(r"[1-9][0-9]{0,6}", fields["TotalAmount"]) is None:
        return "TotalAmount Error"
    if (
        fields["PaymentType"] != "aio"
        or fields["EncryptType"] != "1"
        or fields["ChoosePayment"] not in ("Credit", "ALL")
    ):
        return "PaymentType, EncryptType or ChoosePayment Error"
    return None
