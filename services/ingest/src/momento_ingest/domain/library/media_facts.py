"""What a look inside a file found: `momento.media.v1` in the words of this service, field by field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from momento_ingest.domain.uploads.policy import MediaKind


@dataclass(frozen=True, slots=True)
class Tag:
    """A word that finds the item; `source` is a word of `momento.media.v1.TagSource`; `confidence` 0 to 1."""

    name: str
    source: str
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Camera:
    """The device, as it names itself; exposure in seconds, focal length in millimetres."""

    make: str
    model: str
    lens: str = ""
    exposure_seconds: float | None = None
    f_number: float | None = None
    iso: int | None = None
    focal_length_millimetres: float | None = None
    lens_make: str = ""


@dataclass(frozen=True, slots=True)
class Position:
    """Degrees, WGS 84."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class ScanReport:
    """The proof that the file was scanned before it was stored."""

    engine: str
    signature_version: str
    scanned_at: datetime


@dataclass(frozen=True, slots=True)
class MediaFacts:
    """See `momento.media.v1.MediaFacts` for each field."""

    kind: MediaKind
    content_type: str
    extension: str
    width: int
    height: int
    thumbhash: bytes
    duration_seconds: float | None = None
    taken_at: datetime | None = None
    taken_at_source: str = "unspecified"
    taken_at_offset_minutes: int | None = None
    camera: Camera | None = None
    position: Position | None = None
    video_codec: str = ""
    tags: tuple[Tag, ...] = ()
