"""Identifiers: lower-case ULIDs, 26 characters of Crockford's base 32, one class for each kind of thing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_PATTERN: Final = re.compile(r"[0-7][0-9a-hjkmnp-tv-z]{25}")


@dataclass(frozen=True, slots=True, order=True)
class Ulid:
    """Base of all identifiers; different kinds with the same text are not equal."""

    value: str

    def __post_init__(self) -> None:
        """Raises `ValueError` when the text is no lower-case ULID."""
        if not _PATTERN.fullmatch(self.value):
            raise ValueError("An identifier is a lower-case ULID of 26 characters.")

    def __str__(self) -> str:
        return self.value


class UserId(Ulid):
    """Names one account for good."""


class SessionId(Ulid):
    """Names one session for good."""


class EventId(Ulid):
    """Names one event; events of all services sort by it."""
