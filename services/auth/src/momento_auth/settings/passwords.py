"""What a password hash costs, and which passwords are refused."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from momento_chassis.config import setting
from momento_chassis.parsers import whole_number

from momento_auth.adapters.outbound.argon2.password_hasher import Argon2Parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordSettings:
    """What a password hash costs, and which passwords are refused.

    Raised values reach old hashes at their owners' next sign-in.
    """

    memory_kibibytes: int = setting(
        "MOMENTO_AUTH_ARGON2_MEMORY_KIB",
        "memory of one password hash in KiB",
        default=19_456,
        parse=whole_number(7_168, 1_048_576),
    )
    iterations: int = setting(
        "MOMENTO_AUTH_ARGON2_ITERATIONS", "passes of a password hash", default=2, parse=whole_number(1, 20)
    )
    parallelism: int = setting(
        "MOMENTO_AUTH_ARGON2_PARALLELISM", "lanes of a password hash", default=1, parse=whole_number(1, 16)
    )

    breached: Path | None = setting(
        "MOMENTO_AUTH_BREACHED_PASSWORDS",
        "file of passwords known from breaches, as SHA-1 in ascending order; they are refused as new ones",
        default=None,
        parse=Path,
    )

    @property
    def parameters(self) -> Argon2Parameters:
        """What a hash costs, for the adapter."""
        return Argon2Parameters(
            memory_kibibytes=self.memory_kibibytes, iterations=self.iterations, parallelism=self.parallelism
        )
