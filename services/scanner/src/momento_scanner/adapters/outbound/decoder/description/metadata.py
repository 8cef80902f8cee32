"""What EXIF tells (CIPA DC-008, EXIF 2.32). Every tag is read on its own: a broken one never fails an upload."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, TypeVar

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

from momento_scanner.domain.description.facts import EXIF_TAGS, MAXIMUM_TEXT, Camera, Position
from momento_scanner.domain.description.taken_at import TimeClues

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")
_DATE_FORMAT: Final = "%Y:%m:%d %H:%M:%S"
_GPS_DATE_FORMAT: Final = "%Y:%m:%d"
_MINUTES_A_DEGREE: Final = 60
_SECONDS_A_DEGREE: Final = 3600
_CODE_BYTES: Final = 8
_SCREENSHOT: Final = "Screenshot"
_MAX_WHOLE: Final = 2**31 - 1
# What Pillow and arithmetic raise on tags of the wrong kind, length or value.
_BROKEN: Final = (ArithmeticError, LookupError, OSError, SyntaxError, TypeError, ValueError, struct.error)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What was found; everything may be missing.

    Attributes:
        says_screenshot: whether the comment is the one that iOS and macOS give to pictures of the screen.
    """

    camera: Camera | None = None
    position: Position | None = None
    clues: TimeClues = field(default_factory=TimeClues)
    says_screenshot: bool = False


def read_exif(block: bytes) -> Metadata:
    """Reads an EXIF block (a TIFF header and its directories, without the `Exif` prefix)."""
    exif = _or_none(lambda: _loaded(block))
    if exif is None:
        return Metadata()
    main = _or_none(lambda: dict(exif)) or {}
    detail = _or_none(lambda: exif.get_ifd(IFD.Exif)) or {}
    gps = _or_none(lambda: exif.get_ifd(IFD.GPSInfo)) or {}
    return Metadata(
        _camera(main, detail),
        _or_none(lambda: _position(gps)),
        _clues(detail, gps),
        says_screenshot=_or_none(lambda: _comment(detail)) == _SCREENSHOT,
    )


def printable(text: object) -> str:
    """`text` without what cannot be printed, on one line, shortened to what is kept."""
    spaced = "".join(letter if letter.isprintable() else " " for letter in str(text or ""))
    return " ".join(spaced.split())[:MAXIMUM_TEXT].strip()


def _loaded(block: bytes) -> Image.Exif:
    exif = Image.Exif()
    exif.load(block)
    return exif


def _or_none(read: Callable[[], T]) -> T | None:
    try:
        return read()
    except _BROKEN:
        return None


def _camera(main: Mapping[int, Any], detail: Mapping[int, Any]) -> Camera | None:
    directories = {"Image": main, "Photo": detail}
    found: dict[str, Any] = {}
    for it in fields(Camera):
        directory, tag = EXIF_TAGS[it.name].split(".")
        found[it.name] = _CAMERA_READERS[str(it.type)](directories[directory].get(Base[tag]))
    camera = Camera(**found)
    return None if camera == Camera() else camera


def _positive(value: Any) -> float | None:
    number = _or_none(lambda: float(value[0] if isinstance(value, tuple) else value))
    return number if number is not None and 0 < number < float("inf") else None


def _whole(value: Any) -> int | None:
    number = _positive(value)
    return int(number) if number is not None and 1 <= number <= _MAX_WHOLE else None


# By the words of a field's annotation.
_CAMERA_READERS: Final[dict[str, Callable[[Any], Any]]] = {
    "str": printable,
    "float | None": _positive,
    "int | None": _whole,
}


def _position(gps: Mapping[int, Any]) -> Position:
    latitude = _degrees(gps[GPS.GPSLatitude], gps.get(GPS.GPSLatitudeRef), "S")
    longitude = _degrees(gps[GPS.GPSLongitude], gps.get(GPS.GPSLongitudeRef), "W")
    if latitude == 0 and longitude == 0:
        # A receiver without a fix writes zeros, and nobody takes pictures in that part of the Atlantic.
        raise ValueError("no fix")
    return Position(latitude, longitude)


def _degrees(parts: tuple[Any, ...], reference: Any, negative: str) -> float:
    degrees, minutes, seconds = (float(part) for part in (*parts, 0, 0)[:3])
    total = degrees + minutes / _MINUTES_A_DEGREE + seconds / _SECONDS_A_DEGREE
    return -total if printable(reference).upper().startswith(negative) else total


def _clues(detail: Mapping[int, Any], gps: Mapping[int, Any]) -> TimeClues:
    # DateTimeDigitized is when a film was scanned, and DateTime when a picture was last edited: not the taking.
    return TimeClues(
        original=_or_none(lambda: _date_time(detail[Base.DateTimeOriginal])),
        original_offset_minutes=_or_none(lambda: _offset_minutes(detail[Base.OffsetTimeOriginal])),
        gps=_or_none(lambda: _gps_moment(gps)),
    )


def _comment(detail: Mapping[int, Any]) -> str:
    # EXIF 2.32, tag 0x9286: the character code in eight bytes, then the text.
    comment = detail[Base.UserComment]
    if not isinstance(comment, bytes):
        # A damaged type makes it a number, of which `bytes` would make that many zeros.
        raise TypeError("no text")
    return comment[_CODE_BYTES:].decode("ascii").strip("\0 ")


def _date_time(value: object) -> datetime:
    return datetime.strptime(_text(value), _DATE_FORMAT)  # noqa: DTZ007  # EXIF has no zone here


def _offset_minutes(value: object) -> int:
    offset = datetime.strptime(_text(value), "%z").utcoffset()
    return round((offset or timedelta(0)) / timedelta(minutes=1))


def _gps_moment(gps: Mapping[int, Any]) -> datetime:
    day = datetime.strptime(_text(gps[GPS.GPSDateStamp]), _GPS_DATE_FORMAT).replace(tzinfo=UTC)
    hours, minutes, seconds = (float(part) for part in gps[GPS.GPSTimeStamp])
    return day + timedelta(hours=hours, minutes=minutes, seconds=int(seconds))


def _text(value: object) -> str:
    if not isinstance(value, str):
        # A damaged type makes it numbers.
        raise TypeError("no text")
    return value.strip("\0 ")
