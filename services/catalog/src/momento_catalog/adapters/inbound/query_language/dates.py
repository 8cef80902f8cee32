"""Years, months and days as one types them, in UTC as the timeline is."""

from __future__ import annotations

import re
from datetime import MAXYEAR, UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from momento_catalog.domain.timeline.timeline import Period

if TYPE_CHECKING:
    from momento_catalog.adapters.inbound.query_language.values import Value

_DATE: Final = re.compile(r"([0-9]{4})(?:-([0-9]{1,2}))?(?:-([0-9]{1,2}))?")
_DECEMBER: Final = 12


def period_of(value: Value) -> Period:
    """The year, month or day that `value` names; raises QueryInvalid."""
    found = _DATE.fullmatch(value.text)
    if found is None or value.open_ended:
        raise value.mistake(f"{value.shown} is no date; write a year, a month or a day: 2008, 2008-10 or 2008-10-22.")
    year, month, day = (part and int(part) for part in found.groups())
    try:
        begin = datetime(year or 0, month or 1, day or 1, tzinfo=UTC)
    except ValueError as error:
        raise value.mistake(f"{value.shown} is not in the calendar; correct the month or the day.") from error
    return Period(begin, _end(begin, month, day))


def _end(begin: datetime, month: int | str | None, day: int | str | None) -> datetime | None:
    try:
        if day:
            return begin + timedelta(days=1)
        if not month or begin.month == _DECEMBER:
            return begin.replace(year=begin.year + 1, month=1)
    except (OverflowError, ValueError):
        # Nothing comes after the last day of the year 9999, so its end is open.
        if begin.year == MAXYEAR:
            return None
        raise
    return begin.replace(month=begin.month + 1)
