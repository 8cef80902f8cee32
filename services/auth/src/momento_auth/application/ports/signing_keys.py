"""Where signing keys are kept, sealed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedKey:
    """A signing key at rest.

    Attributes:
        key_id: the `kid` that its tokens name.
        generation: 1 for the first key, counting up.
        public_jwk: the public part as JSON Web Key.
        sealed_private: the private part, encrypted; worthless without the sealing key.
    """

    key_id: str
    generation: int
    public_jwk: str
    sealed_private: bytes = field(repr=False)
    created_at: datetime


class SigningKeys(Protocol):
    """All signing keys; every method raises `StoreUnavailable` when the store does not answer."""

    def add(self, key: SealedKey) -> bool:
        """Keeps a key; returns False, and keeps nothing, when its generation is there already.

        So of several processes that start at once exactly one makes the first key.
        """

    def remove(self, key_id: str) -> bool:
        """Drops a key; returns False when it was gone already."""

    def newest_first(self) -> Sequence[SealedKey]:
        """All keys, by generation."""
