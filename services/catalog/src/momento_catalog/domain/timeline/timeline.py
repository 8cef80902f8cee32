"""The order of every list: newest first by the moment of taking, then by upload id."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from momento_catalog.domain.errors import FilterInvalid
from momento_catalog.domain.timestamps import next_whole_millisecond

if TYPE_CHECKING:
    from momento_catalog.domain.identifiers import UploadId

_MONTH: Final = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """An item's place in the order of lists."""

    taken_at: datetime
    upload_id: UploadId


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month in UTC, written `YYYY-MM`."""

    value: str

    def __post_init__(self) -> None:
        if not _MONTH.fullmatch(self.value):
            raise ValueError("A month is written YYYY-MM.")

    @classmethod
    def of(cls, moment: datetime) -> Month:
        """The month that `moment` lies in."""
        utc = moment.astimezone(UTC)
        return cls(f"{utc.year:04d}-{utc.month:02d}")

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class Period:
    """From a moment, included, until another, excluded; None is open."""

    begin: datetime | None = None
    end: datetime | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "begin", self.begin and next_whole_millisecond(self.begin))
        object.__setattr__(self, "end", self.end and next_whole_millisecond(self.end))
        if self.begin is not None and self.end is not None and self.begin >= self.end:
            raise FilterInvalid("The period ends before it begins; exchange its two ends.")

    def __contains__(self, moment: datetime) -> bool:
        return (self.begin is None or self.begin <= moment) and (self.end is None or moment < self.end)

    def overlap(self, other: Period) -> Period | None:
        """What lies in both periods, or None."""
        begin = max((bound for bound in (self.begin, other.begin) if bound), default=None)
        end = min((bound for bound in (self.end, other.end) if bound), default=None)
        return None if begin is not None and end is not None and begin >= end else Period(begin, end)

    def hull(self, other: Period) -> Period:
        """The shortest period that holds both."""
        begin = min(self.begin, other.begin) if self.begin and other.begin else None
        end = max(self.end, other.end) if self.end and other.end else None
        return Period(begin, end)


ALWAYS: Final = Period()


FIRST_MONTH: Final = Month("0001-01")
LAST_MONTH: Final = Month("9999-12")


@dataclass(frozen=True, slots=True)
class Window:
    """The part of a list that a page may come from: a period, strictly after (older than) the place reached."""

    period: Period = ALWAYS
    after: Moment | None = None

    def __contains__(self, moment: Moment) -> bool:
        return moment.taken_at in self.period and (self.after is None or moment < self.after)

    def beyond(self, moment: Moment) -> Window:
        """What is left of the window after `moment`."""
        return Window(self.period, moment)

    @property
    def months(self) -> tuple[Month, Month]:
        """The oldest and the newest month in which a moment of the window can lie."""
        ends = (self.period.end, self.after and self.after.taken_at)
        newest = min((bound for bound in ends if bound), default=None)
        oldest = self.period.begin
        return Month.of(oldest) if oldest else FIRST_MONTH, Month.of(newest) if newest else LAST_MONTH
