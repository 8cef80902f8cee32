"""Checksums that senders give for a piece of a file, or for all of it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from momento_ingest.domain.errors import InvalidInput

if TYPE_CHECKING:
    from hashlib import _Hash

ALGORITHMS: Final = {"sha256": 32, "sha1": 20}
"""Algorithms that a piece may be sent with, and their lengths in bytes (tus 1.0.0, checksum: SHA1 is a must)."""
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Checksum:
    """What the bytes of a piece must hash to."""

    algorithm: str
    digest: bytes

    def __post_init__(self) -> None:
        if ALGORITHMS.get(self.algorithm) != len(self.digest):
            raise ValueError("not a digest of a known algorithm")

    def start(self) -> _Hash:
        """A hash to feed with the bytes."""
        return hashlib.new(self.algorithm, usedforsecurity=False)


def declared_sha256(text: str) -> str:
    """The SHA-256 of a whole file as its sender says it: lower-case hexadecimal.

    Raises:
        InvalidInput: it is none.
    """
    lowered = text.strip().lower()
    if not _SHA256.fullmatch(lowered):
        raise InvalidInput("CHECKSUM_INVALID", "A SHA-256 has 64 hexadecimal digits.")
    return lowered
