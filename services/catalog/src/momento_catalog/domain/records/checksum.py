"""SHA-256 of an original: by it a second copy of the same bytes is known before it is stored."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from momento_catalog.domain.errors import ChecksumInvalid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_catalog.domain.identifiers import UploadId

MAX_CHECKSUMS: Final = 500
"""What one question may ask for: five BatchGetItems of a hundred keys."""
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, order=True)
class Sha256:
    """A SHA-256 (FIPS 180-4) in lower-case hexadecimal; raises ChecksumInvalid for anything else."""

    value: str

    def __post_init__(self) -> None:
        if not _SHA256.fullmatch(self.value):
            raise ChecksumInvalid("A SHA-256 is written as 64 lower-case hexadecimal digits; correct it.")

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class Holder:
    """The one item of a user that has the bytes of a checksum, and whether it is in the trash."""

    upload_id: UploadId
    trashed: bool


def asked_checksums(texts: Sequence[str]) -> tuple[Sha256, ...]:
    """The checksums that a caller asks for, each once, in the caller's order.

    Raises:
        ChecksumInvalid: one is malformed, or there are more than 500.
    """
    if len(texts) > MAX_CHECKSUMS:
        raise ChecksumInvalid(f"At most {MAX_CHECKSUMS} checksums can be asked for at once; ask in several calls.")
    return tuple(dict.fromkeys(map(Sha256, texts)))
