"""How secrets are kept that have to be read again."""

from __future__ import annotations

from typing import Protocol


class Sealing(Protocol):
    """Authenticated encryption under a key that the store does not have."""

    def close(self, content: bytes, name: str) -> bytes:
        """`content` encrypted, bound to `name`; the same content gives another result each time."""

    def open(self, sealed: bytes, name: str) -> bytes:
        """The content that was sealed under `name`; fails loudly when key, name or content is not what it was."""
