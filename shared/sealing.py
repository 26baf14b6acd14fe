"""Sealing of personal data and secrets: encryption with named keys, blind indexes, keyed digests.

A sealed text is `<key id>.<base64url(nonce || ciphertext || tag)>`, AES-256-GCM (NIST SP 800-38D), with the caller's
context bound as associated data, so that a value moved to another row or column does not open.
Losing the keys loses the data: see the operator guide.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from collections.abc import Sequence
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_KEY_BYTES = 32
_NONCE_BYTES = 12
_LEAST_DIFFERENT_BYTES = 16
"""Of 32 random bytes about 30 differ; a key typed by hand or left at zeros does not pass (fewer than 16 once in 10^16 keys)."""


class SealBrokenError(Exception):
    """A sealed value does not open: unknown key, other context, or changed bytes."""


def new_key() -> str:
    """A fresh 256-bit key as base64url text, for settings files."""
    return base64.urlsafe_b64encode(secrets.token_bytes(_KEY_BYTES)).decode()


def decode_key(text: str) -> bytes:
    """The 32 random bytes of a key from settings; ValueError when it is anything else."""
    try:
        key = base64.urlsafe_b64decode(text)
    except binascii.Error as error:
        raise ValueError("a key must be base64url text") from error
    if len(key) != _KEY_BYTES:
        raise ValueError("a key must be 32 bytes")
    if len(set(key)) < _LEAST_DIFFERENT_BYTES:
        raise ValueError("a key must be random")
    return key


def _derive(key: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=_KEY_BYTES, salt=None, info=purpose.encode()).derive(key)


class Sealer:
    """Seals with the first of its keys, opens with any of them.

    `sealing_keys` are texts `id:base64url`; `index_key` is the base64url key of blind indexes and digests, which
    cannot be rotated without computing every index anew.
    """

    def __init__(self, sealing_keys: Sequence[str], index_key: str) -> None:
        self._ciphers: dict[str, AESGCM] = {}
        for entry in sealing_keys:
            key_id, separator, text = entry.partition(":")
            if not separator or not key_id.isalnum():
                raise ValueError("a sealing key must look like id:base64url, the id of letters and digits")
            self._ciphers[key_id] = AESGCM(_derive(decode_key(text), "gatehouse seal"))
        if not self._ciphers:
            raise ValueError("at least one sealing key is needed")
        self._active = next(iter(self._ciphers))
        self._index_key = decode_key(index_key)
        self._derived: dict[str, bytes] = {}

    def seal(self, text: str, context: str) -> str:
        """The text encrypted for one place, named by `context` (for example `account:<id>:identity`)."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        box = nonce + self._ciphers[self._active].encrypt(nonce, text.encode(), context.encode())
        return f"{self._active}.{base64.urlsafe_b64encode(box).decode()}"

    def open(self, sealed: str, context: str) -> str:
        """The text again; SealBrokenError when key, context or bytes are not those it was sealed with."""
        key_id, _, box_text = sealed.partition(".")
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            raise SealBrokenError(f"sealed with a key that is not in the settings: {key_id!r}")
        try:
            box = base64.urlsafe_b64decode(box_text)
            return cipher.decrypt(box[:_NONCE_BYTES], box[_NONCE_BYTES:], context.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise SealBrokenError("the sealed value was changed or belongs elsewhere") from error

    def blind_index(self, kind: str, value: str) -> str:
        """A keyed hash (hex, 64 characters) by which a sealed value is looked up; equal values, equal index."""
        return self._keyed_hash(f"blind-index {kind}", value)

    def digest(self, purpose: str, value: str) -> str:
        """A keyed hash (hex, 64 characters) under which a token, code or secret is stored."""
        return self._keyed_hash(f"digest {purpose}", value)

    def _keyed_hash(self, purpose: str, value: str) -> str:
        key = self._derived.get(purpose)
        if key is None:
            key = self._derived[purpose] = _derive(self._index_key, purpose)
        return hmac.new(key, value.encode(), sha256).hexdigest()
