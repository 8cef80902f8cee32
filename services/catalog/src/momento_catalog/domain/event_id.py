"""Names of events: ULIDs, so that the events of all services sort by when they happened."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from momento_catalog.domain.identifiers import LowerCaseUlid

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, order=True)
class EventId(LowerCaseUlid):
    """One event of one user."""

    @classmethod
    def of(cls, moment: datetime, *what: str) -> EventId:
        """The same id for the same things at the same moment, so that what is kept twice is kept once."""
        return cls.at(moment, hashlib.sha256("\0".join(what).encode()).digest())
