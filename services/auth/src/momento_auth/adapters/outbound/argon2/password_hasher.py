"""Argon2id by argon2-cffi."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from momento_auth.domain.accounts.password import PasswordHash

_HASH_BYTES: Final = 32
_SALT_BYTES: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Argon2Parameters:
    """What a hash costs; by default 19 MiB, two passes, one lane, as the OWASP Password Storage Cheat Sheet says.

    Each sign-in takes the memory while it runs, so threads times memory is what the service needs at most.
    """

    memory_kibibytes: int = 19_456
    iterations: int = 2
    parallelism: int = 1


class Argon2PasswordHasher:
    """Implements `PasswordHasher`."""

    def __init__(self, parameters: Argon2Parameters) -> None:
        self._hasher = PasswordHasher(
            time_cost=parameters.iterations,
            memory_cost=parameters.memory_kibibytes,
            parallelism=parameters.parallelism,
            hash_len=_HASH_BYTES,
            salt_len=_SALT_BYTES,
            type=Type.ID,
        )

    def hash(self, password: str) -> PasswordHash:
        """A new hash in the PHC string format, which names its parameters and its salt."""
        return PasswordHash(self._hasher.hash(password))

    def matches(self, password: str, password_hash: PasswordHash) -> bool:
        """Whether the hash was made from this password; raises `ValueError` for anything but an Argon2 hash."""
        try:
            return self._hasher.verify(password_hash.encoded, password)
        except VerifyMismatchError:
            return False
        except (InvalidHashError, VerificationError) as error:
            raise ValueError("The stored password hash is damaged.") from error

    def is_outdated(self, password_hash: PasswordHash) -> bool:
        """Whether the hash names other parameters than new ones get."""
        return self._hasher.check_needs_rehash(password_hash.encoded)
