"""Tags of the moment of taking: year, month, season and weekend."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from momento_scanner.domain.description.tag import Tag, TagSource

if TYPE_CHECKING:
    from datetime import datetime

    from momento_scanner.domain.description.facts import Position
    from momento_scanner.domain.description.taken_at import TakenAt

_MONTHS: Final = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_SEASONS: Final = ("winter", "spring", "summer", "autumn")
_HALF_A_YEAR: Final = 6
_SATURDAY: Final = 5
_TROPIC: Final = 23.44
"""Degrees from the equator; between the tropics the year has no four seasons."""


def time_tags(taken_at: TakenAt, position: Position | None) -> tuple[Tag, ...]:
    """Year, month, season and weekend on the clock where a picture was taken; nothing when the moment is not known.

    Seasons are meteorological (three whole months) and turn round south of the equator, so only a position tells them.
    """
    moment = taken_at.local
    if moment is None:
        return ()
    names = [f"{moment.year:04}", _MONTHS[moment.month - 1], *_season(moment, position)]
    names += ["weekend"] if moment.weekday() >= _SATURDAY else []
    return tuple(Tag(name, TagSource.TIME) for name in names)


def _season(moment: datetime, position: Position | None) -> list[str]:
    if position is None or abs(position.latitude) < _TROPIC:
        return []
    month = moment.month + (_HALF_A_YEAR if position.latitude < 0 else 0)
    return [_SEASONS[month % 12 // 3]]
