"""Identifiers: two of them reach object keys, partition keys and policies."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

ULID_PATTERN: Final = "[0-7][0-9a-hjkmnp-tv-z]{25}"
_ULID: Final = re.compile(ULID_PATTERN)


@dataclass(frozen=True, slots=True, order=True)
class LowerCaseUlid:
    """A ULID in lower-case Crockford base 32 (github.com/ulid/spec); raises ValueError for anything else."""

    value: str

    def __post_init__(self) -> None:
        if not _ULID.fullmatch(self.value):
            raise ValueError("An identifier is a lower-case ULID of 26 characters.")

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True, order=True)
class UserId(LowerCaseUlid):
    """Whose media is meant; comes from a verified token or an object key, never from a request."""


@dataclass(frozen=True, slots=True, order=True)
class UploadId(LowerCaseUlid):
    """One upload, and the photo or video that came of it."""
