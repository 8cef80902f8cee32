"""Identifiers: some of them reach object keys, partition keys and policies."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Self

ULID_PATTERN: Final = "[0-7][0-9a-hjkmnp-tv-z]{25}"
ENTROPY_BYTES: Final = 10
_ULID: Final = re.compile(ULID_PATTERN)
ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32, lower case."""
_DIGITS: Final = 26
_DIGIT_BITS: Final = 5
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True, order=True)
class LowerCaseUlid:
    """A ULID in lower-case Crockford base 32 (github.com/ulid/spec); raises ValueError for anything else."""

    value: str

    def __post_init__(self) -> None:
        if not _ULID.fullmatch(self.value):
            raise ValueError("An identifier is a lower-case ULID of 26 characters.")

    @classmethod
    def at(cls, moment: datetime, entropy: bytes) -> Self:
        """The ULID of `moment` and 10 bytes (github.com/ulid/spec); raises ValueError before 1970 or after 10889."""
        milliseconds = (moment - _EPOCH) // _MILLISECOND
        number = int.from_bytes(milliseconds.to_bytes(6) + entropy[:ENTROPY_BYTES].ljust(ENTROPY_BYTES, b"\0"))
        digits = (ALPHABET[number >> _DIGIT_BITS * place & 31] for place in reversed(range(_DIGITS)))
        return cls("".join(digits))

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True, order=True)
class UserId(LowerCaseUlid):
    """Whose media is meant; comes from a verified token or an object key, never from a request."""


@dataclass(frozen=True, slots=True, order=True)
class UploadId(LowerCaseUlid):
    """One upload, and the photo or video that came of it."""


@dataclass(frozen=True, slots=True, order=True)
class AlbumId(LowerCaseUlid):
    """One album of one user."""
