"""Words that find an item, and those that can be derived from facts alone."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

    from momento_scanner.domain.facts import Camera, Position
    from momento_scanner.domain.taken_at import TakenAt

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


class TagSource(StrEnum):
    """Who or what gave an item its tag."""

    CAMERA = "camera"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Tag:
    """A word that finds an item: lower case, Unicode NFC."""

    name: str
    source: TagSource

    def __post_init__(self) -> None:
        """Refuses a name that is empty or not in its normal form."""
        if not self.name or self.name != normal(self.name):
            raise ValueError(f"not a tag: {self.name!r}")


def normal(name: str) -> str:
    """`name` as a tag spells it: NFC, lower case, single spaces."""
    return unicodedata.normalize("NFC", " ".join(name.split()).lower())


def derived_tags(camera: Camera | None, taken_at: TakenAt, position: Position | None) -> tuple[Tag, ...]:
    """Tags that follow from facts: the camera, and year, month, season and weekend of the taking.

    Seasons are meteorological (three whole months); south of the equator they are the other way round. Without a
    position the north is assumed, where most people live.
    """
    names = [Tag(name, TagSource.CAMERA) for name in _camera_names(camera)]
    moment = taken_at.local
    if moment is not None:
        southern = position is not None and position.latitude < 0
        names += [Tag(name, TagSource.TIME) for name in _time_names(moment, southern=southern)]
    return tuple(names)


def _camera_names(camera: Camera | None) -> list[str]:
    if camera is None:
        return []
    make, model = normal(camera.make), normal(camera.model)
    # Many models repeat their maker ("NIKON CORPORATION", "NIKON D70"): one name is enough.
    whole = model if set(make.split()) & set(model.split()) else f"{make} {model}"
    return [name for name in dict.fromkeys((make, whole.strip())) if name]


def _time_names(moment: datetime, *, southern: bool) -> list[str]:
    month = moment.month + (_HALF_A_YEAR if southern else 0)
    names = [f"{moment.year:04}", _MONTHS[moment.month - 1], _SEASONS[month % 12 // 3]]
    return [*names, "weekend"] if moment.weekday() >= _SATURDAY else names
