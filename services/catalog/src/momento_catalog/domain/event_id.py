"""Names of events: ULIDs, so that the events of all services sort by when they happened."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from momento_catalog.domain.identifiers import LowerCaseUlid

ENTROPY_BYTES: Final = 10
_ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32, lower case."""
_DIGITS: Final = 26
_DIGIT_BITS: Final = 5
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True, order=True)
class EventId(LowerCaseUlid):
    """One event of one user."""

    @classmethod
    def at(cls, moment: datetime, entropy: bytes) -> EventId:
        """The ULID of `moment` and 10 bytes (github.com/ulid/spec); raises ValueError before 1970 or after 10889."""
        milliseconds = (moment - _EPOCH) // _MILLISECOND
        number = int.from_bytes(milliseconds.to_bytes(6) + entropy[:ENTROPY_BYTES].ljust(ENTROPY_BYTES, b"\0"))
        digits = (_ALPHABET[number >> _DIGIT_BITS * place & 31] for place in reversed(range(_DIGITS)))
        return cls("".join(digits))

    @classmethod
    def of(cls, moment: datetime, *what: str) -> EventId:
        """The same id for the same things at the same moment, so that what is kept twice is kept once."""
        return cls.at(moment, hashlib.sha256("\0".join(what).encode()).digest())
