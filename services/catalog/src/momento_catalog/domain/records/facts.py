"""What a look inside a file found."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, fields
from enum import Enum
from typing import TYPE_CHECKING, Final

from momento_catalog.domain.errors import RecordInvalid
from momento_catalog.domain.timestamps import whole_milliseconds

if TYPE_CHECKING:
    from datetime import datetime

_CONTENT_TYPE: Final = re.compile(r"(image|video)/[a-z0-9][a-z0-9.+-]{0,63}")
"""Nothing that a browser would run as a page: a link pins this type (OWASP ASVS V3.2.1). SVG is distinguished below."""
_EXTENSION: Final = re.compile(r"[a-z0-9]{1,10}")
_SCRIPTABLE: Final = frozenset({"image/svg+xml"})
_MAX_SIDE: Final = 1_000_000
_MAX_THUMBHASH_LENGTH: Final = 64
_MAX_MEASURE: Final = 1e9
_DECIMALS: Final = 9


class MediaKind(Enum):
    """Whether a file is looked at or played."""

    PHOTO = "photo"
    VIDEO = "video"


class TakenAtSource(Enum):
    """The rule by which the moment of taking was found, best first."""

    EXIF_WITH_ZONE = "exif_with_zone"
    GPS = "gps"
    EXIF = "exif"
    CONTAINER = "container"
    FILE_NAME = "file_name"
    UPLOAD = "upload"


@dataclass(frozen=True, slots=True)
class Camera:
    """The device that took a picture, as it names itself; seconds, f-number, ISO number, millimetres."""

    make: str = ""
    model: str = ""
    lens: str = ""
    exposure_seconds: float | None = None
    f_number: float | None = None
    iso: int | None = None
    focal_length_millimetres: float | None = None
    lens_make: str = ""

    def __post_init__(self) -> None:
        for name in _MEASURES:
            object.__setattr__(self, name, measure(getattr(self, name)))


_MEASURES: Final = tuple(field.name for field in fields(Camera) if "float" in str(field.type))


@dataclass(frozen=True, slots=True)
class Position:
    """A place on earth, WGS 84, degrees north and east."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        if not (abs(self.latitude) <= 90 and abs(self.longitude) <= 180):  # noqa: PLR2004  # degrees of a globe
            raise RecordInvalid("A position lies between 90 degrees south and north and 180 degrees west and east.")
        object.__setattr__(self, "latitude", measure(self.latitude))
        object.__setattr__(self, "longitude", measure(self.longitude))


@dataclass(frozen=True, slots=True)
class MediaFacts:
    """What a look inside the file found; see `momento.media.v1.MediaFacts` for each field."""

    kind: MediaKind
    content_type: str
    extension: str
    width: int
    height: int
    duration_seconds: float | None = None
    taken_at: datetime | None = None
    taken_at_source: TakenAtSource | None = None
    taken_at_offset_minutes: int | None = None
    camera: Camera | None = None
    position: Position | None = None
    video_codec: str = ""
    thumbhash: bytes = b""

    def __post_init__(self) -> None:
        if not _CONTENT_TYPE.fullmatch(self.content_type) or self.content_type in _SCRIPTABLE:
            raise RecordInvalid("A content type is one of a photo or a video.")
        if not _EXTENSION.fullmatch(self.extension):
            raise RecordInvalid("An extension is 1 to 10 lower-case letters or digits.")
        if not all(0 <= side <= _MAX_SIDE for side in (self.width, self.height)):
            raise RecordInvalid("Width and height are numbers of pixels.")
        if len(self.thumbhash) > _MAX_THUMBHASH_LENGTH:
            raise RecordInvalid("A ThumbHash is a few bytes long.")
        object.__setattr__(self, "duration_seconds", measure(self.duration_seconds))
        object.__setattr__(self, "taken_at", self.taken_at and whole_milliseconds(self.taken_at))


@dataclass(frozen=True, slots=True)
class ScanReport:
    """The proof that a file was scanned before it was stored."""

    engine: str
    signature_version: str
    scanned_at: datetime

    def __post_init__(self) -> None:
        if not self.engine:
            raise RecordInvalid("A record names the engine that scanned the file.")
        object.__setattr__(self, "scanned_at", whole_milliseconds(self.scanned_at))


def measure(value: float | None) -> float | None:
    """`value` to nine decimals, which every store keeps exactly; raises RecordInvalid when no thing measures so."""
    if value is None:
        return None
    if not math.isfinite(value) or abs(value) > _MAX_MEASURE:
        raise RecordInvalid("A measure is a finite number.")
    return round(value, _DECIMALS)
