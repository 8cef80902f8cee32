"""When a picture was taken: which of a file's many dates to believe."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from typing import Final

EARLIEST: Final = datetime(1900, 1, 1, tzinfo=UTC)
_CLOCK_TOLERANCE: Final = timedelta(days=1)
_MAX_OFFSET: Final = timedelta(hours=14)
_OFFSET_STEP: Final = timedelta(minutes=15)
_CONTAINER_EPOCHS: Final = frozenset(
    # Seconds are counted from 1904 in QuickTime and from 1970 in Unix: an unset field reads as one of these.
    {datetime(1904, 1, 1, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC)}
)
_NOON: Final = (12, 0, 0)


class TakenAtSource(StrEnum):
    """The rule by which the moment was found, best first."""

    EXIF_WITH_ZONE = "exif_with_zone"
    GPS = "gps"
    EXIF = "exif"
    CONTAINER = "container"
    FILE_NAME = "file_name"
    UPLOAD = "upload"


@dataclass(frozen=True, slots=True)
class TakenAt:
    """When a picture was taken.

    Attributes:
        moment: in UTC; None when the file does not say, and the moment of the upload has to do.
        offset_minutes: how far the local time was ahead of UTC, if known.
    """

    moment: datetime | None
    source: TakenAtSource
    offset_minutes: int | None = None

    def __post_init__(self) -> None:
        """Refuses a moment without UTC, and a moment that contradicts its source."""
        if (self.moment is None) != (self.source is TakenAtSource.UPLOAD):
            raise ValueError("only what the file does not say is left to the upload")
        if self.moment is not None and self.moment.utcoffset() != timedelta(0):
            raise ValueError("a moment is in UTC")

    @property
    def local(self) -> datetime | None:
        """The moment on a clock where it was taken, in UTC when the offset is not known."""
        if self.moment is None or self.offset_minutes is None:
            return self.moment
        return self.moment.astimezone(timezone(timedelta(minutes=self.offset_minutes)))


UNKNOWN: Final = TakenAt(None, TakenAtSource.UPLOAD)


@dataclass(frozen=True, slots=True)
class TimeClues:
    """Every date that a file carries.

    Attributes:
        original: EXIF DateTimeOriginal, without a zone.
        original_offset_minutes: EXIF OffsetTimeOriginal.
        gps: EXIF GPSDateStamp and GPSTimeStamp, UTC.
        container: a video container's creation time, with a zone.
    """

    original: datetime | None = None
    original_offset_minutes: int | None = None
    gps: datetime | None = None
    container: datetime | None = None


def taken_at(clues: TimeClues, file_name: str, now: datetime) -> TakenAt:
    """The best founded moment of taking, or `UNKNOWN`; dates before 1900 or in the future are not believed."""
    candidates = (_exif_with_zone(clues), _gps(clues), _exif(clues), _container(clues), _from_file_name(file_name))
    return next((found for found in candidates if found is not None and _plausible(found, now)), UNKNOWN)


def _plausible(found: TakenAt, now: datetime) -> bool:
    return found.moment is not None and EARLIEST <= found.moment <= now + _CLOCK_TOLERANCE


def _exif_with_zone(clues: TimeClues) -> TakenAt | None:
    if clues.original is None or clues.original_offset_minutes is None:
        return None
    moment = _in_utc(clues.original, clues.original_offset_minutes)
    if moment is None:
        return None
    return TakenAt(moment, TakenAtSource.EXIF_WITH_ZONE, clues.original_offset_minutes)


def _gps(clues: TimeClues) -> TakenAt | None:
    if clues.gps is None:
        return None
    offset = _offset_between(clues.original, clues.gps)
    if clues.original is not None and offset is None:
        # No zone is that far from UTC: the receiver's date is wrong, as it is after a week counter has run over.
        return None
    return TakenAt(clues.gps.astimezone(UTC), TakenAtSource.GPS, offset)


def _offset_between(local: datetime | None, gps: datetime) -> int | None:
    # Zones differ from UTC by quarters of an hour; a stale fix rounds away, an absurd difference is no zone.
    if local is None:
        return None
    offset = round((local.replace(tzinfo=UTC) - gps) / _OFFSET_STEP) * _OFFSET_STEP
    return round(offset / timedelta(minutes=1)) if abs(offset) <= _MAX_OFFSET else None


def _exif(clues: TimeClues) -> TakenAt | None:
    if clues.original is None:
        return None
    return TakenAt(clues.original.replace(tzinfo=UTC), TakenAtSource.EXIF)


def _container(clues: TimeClues) -> TakenAt | None:
    if clues.container is None or clues.container in _CONTAINER_EPOCHS:
        return None
    offset = clues.container.utcoffset() or timedelta(0)
    # Only a zone other than UTC says something: containers write UTC when they do not know.
    minutes = round(offset / timedelta(minutes=1)) or None
    return TakenAt(clues.container.astimezone(UTC), TakenAtSource.CONTAINER, minutes)


def _in_utc(local: datetime, offset_minutes: int) -> datetime | None:
    try:
        return local.replace(tzinfo=UTC) - timedelta(minutes=offset_minutes)
    except OverflowError:
        return None


# IMG_20190823_142311, PXL_20201231_235959123, 2019-08-23 14.23.11, Screenshot_2019-08-23-14-23-11, IMG-20190823-WA0001
_FILE_NAME_DATE: Final = re.compile(
    r"(?<!\d)((?:19|20)\d\d)([-_.]?)(\d\d)\2(\d\d)"
    r"(?:(?:[-_ T.]| at )(\d\d)[-_.:]?(\d\d)[-_.:]?(\d\d)(?:\d{3})?)?(?!\d)"
)


def _from_file_name(name: str) -> TakenAt | None:
    for match in _FILE_NAME_DATE.finditer(name):
        year, _, month, day, *clock = match.groups()
        hour, minute, second = (int(part) for part in clock) if clock[0] else _NOON
        try:
            moment = datetime(int(year), int(month), int(day), hour, minute, second, tzinfo=UTC)
        except ValueError:
            continue
        return TakenAt(moment, TakenAtSource.FILE_NAME)
    return None
