"""Encrypts the private part of a signing key for storage: AES-256-GCM, bound to the key's name."""

from __future__ import annotations

import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES: Final = 12


class SealBroken(Exception):  # reads as what happened, like the other errors of the house
    """The sealing key is not the one that was used, or the stored key was changed."""


class Seal:
    """Seals and opens with one key of 32 bytes."""

    def __init__(self, key: bytes) -> None:
        """Raises `ValueError` when the key does not have a length that AES knows."""
        self._cipher = AESGCM(key)

    def close(self, content: bytes, name: str) -> bytes:
        """`content` encrypted: a random nonce, then the ciphertext with its tag. Only `name` opens it again."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, content, name.encode())

    def open(self, sealed: bytes, name: str) -> bytes:
        """The content that was sealed under `name`.

        Raises:
            SealBroken: key, name or content is not what it was.
        """
        try:
            return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], name.encode())
        except (InvalidTag, ValueError) as error:
            raise SealBroken(
                f"{name} cannot be opened: MOMENTO_AUTH_SEALING_KEY is not the key it was sealed with."
            ) from error
