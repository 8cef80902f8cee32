"""How passwords are turned into what may be stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from momento_auth.domain.accounts.password import PasswordHash


class PasswordHasher(Protocol):
    """A slow one-way function with salt (OWASP ASVS V11.4.2)."""

    def hash(self, password: str) -> PasswordHash:
        """A new hash with a salt of its own: hashing the same password twice gives two results."""

    def matches(self, password: str, password_hash: PasswordHash) -> bool:
        """Whether the hash was made from exactly this password.

        Takes as long when it was not. Raises `ValueError` when `password_hash` is none of this function's making.
        """

    def is_outdated(self, password_hash: PasswordHash) -> bool:
        """Whether the hash was made with other parameters than new ones are."""
