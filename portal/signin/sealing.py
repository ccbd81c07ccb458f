"""Tokens and drafts as the store keeps them: encrypted and bound to their document (AES-256-GCM, NIST SP 800-38D)."""

import base64
import binascii
import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12


class Unsealed(ValueError):  # noqa: N818 - a verdict on what was read
    """The bytes were changed, belong to another document, or were made with another key."""


class Seal:
    """Encrypts and decrypts with one key."""

    def __init__(self, key: str) -> None:
        """`key` is 32 bytes in base64; SystemExit, with what is wrong, for another."""
        try:
            raw = base64.b64decode(key, validate=True)
        except binascii.Error:
            raw = b""
        if len(raw) != KEY_BYTES:
            raise SystemExit("PORTAL_SESSION_KEY must be 32 random bytes in base64 (openssl rand -base64 32)")
        self._cipher = AESGCM(raw)

    def close(self, plain: bytes, owner: str) -> bytes:
        """The encrypted bytes, which open for the same `owner` alone."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plain, owner.encode())

    def open(self, sealed: bytes, owner: str) -> bytes:
        """What was closed for `owner`; raises Unsealed."""
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], owner.encode())
        except (InvalidTag, ValueError) as error:
            raise Unsealed("not of this document, or of another key") from error
