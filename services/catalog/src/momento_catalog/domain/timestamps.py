"""Moments as the catalog keeps them: UTC, whole milliseconds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

_MILLISECOND: Final = 1000


def whole_milliseconds(moment: datetime) -> datetime:
    """`moment` in UTC with anything finer than a millisecond cut off; raises ValueError when it has no time zone."""
    if moment.tzinfo is None:
        raise ValueError("A moment needs a time zone.")
    utc = moment.astimezone(UTC)
    return utc.replace(microsecond=utc.microsecond - utc.microsecond % _MILLISECOND)


def next_whole_millisecond(moment: datetime) -> datetime:
    """The first whole millisecond at `moment` or later, so that bounds compare exactly with what is kept."""
    floor = whole_milliseconds(moment)
    return floor if floor == moment else floor + timedelta(milliseconds=1)
