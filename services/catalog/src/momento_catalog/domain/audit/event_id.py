"""Names of events: ULIDs, so that the events of all services sort by when they happened."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from momento_catalog.domain.identifiers import ALPHABET, LowerCaseUlid

if TYPE_CHECKING:
    from datetime import datetime


_NUMBER_DIGITS: Final = 2
MAX_BATCH: Final = len(ALPHABET) ** _NUMBER_DIGITS
"""Events of one series of a batch that can be distinguished."""


@dataclass(frozen=True, slots=True, order=True)
class EventId(LowerCaseUlid):
    """One event of one user."""

    @classmethod
    def of(cls, moment: datetime, *what: str) -> EventId:
        """The same id for the same things at the same moment, so that what is kept twice is kept once."""
        return cls.at(moment, hashlib.sha256("\0".join(what).encode()).digest())

    def member(self, series: int, number: int) -> EventId:
        """The id of event `number`, from 0, of one `series` of the batch that this id stands for.

        A batch is one act on many items. The ids of one series follow each other without any other id between them.
        Raises ValueError for a number that has no place among the 1,024 of a series.
        """
        if not 0 <= number < MAX_BATCH:
            raise ValueError(f"A series has {MAX_BATCH} events.")
        digits = (ALPHABET[series], *(ALPHABET[digit] for digit in divmod(number, len(ALPHABET))))
        return EventId(f"{self.value[: -len(digits)]}{''.join(digits)}")

    @property
    def series(self) -> str:
        """What the ids of one series of a batch have in common, and no other id has."""
        return self.value[:-_NUMBER_DIGITS]
