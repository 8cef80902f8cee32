"""An item of a user's library as the edge shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from momento_ingest.domain.uploads.policy import MediaKind


@dataclass(frozen=True, slots=True)
class ItemTag:
    """A word that finds the item; `source` is user, model, place, camera or time; `confidence` 0 to 1."""

    name: str
    source: str
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class ItemCamera:
    """The device, as it names itself; exposure in seconds, focal length in millimetres."""

    make: str
    model: str
    lens: str
    exposure_seconds: float | None
    f_number: float | None
    iso: int | None
    focal_length_millimetres: float | None


@dataclass(frozen=True, slots=True)
class ItemPosition:
    """Degrees, WGS 84."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class ItemScan:
    """The proof that the file was scanned before it was stored."""

    engine: str
    signature_version: str
    scanned_at: datetime


@dataclass(frozen=True, slots=True)
class ItemMatch:
    """A part of a search that holds of the item: by which of its properties, and the value of that."""

    term: str
    by: str
    value: str


@dataclass(frozen=True, slots=True)
class MediaItem:
    """One photo or video; `thumbhash` is base64.

    `matched` says why it was found, where that was asked for; `purge_at` is there for what is in the trash.
    """

    upload_id: str
    file_name: str
    kind: MediaKind
    content_type: str
    bytes: int
    sha256: str
    width: int
    height: int
    duration_seconds: float | None
    video_codec: str | None
    taken_at: datetime
    taken_at_source: str
    uploaded_at: datetime
    title: str
    favorite: bool
    trashed_at: datetime | None
    tags: tuple[ItemTag, ...]
    camera: ItemCamera | None
    position: ItemPosition | None
    thumbhash: str
    scan: ItemScan | None
    etag: str
    matched: tuple[ItemMatch, ...] = ()
    purge_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MediaPage:
    """Some items and where the next ones begin."""

    items: tuple[MediaItem, ...]
    next_cursor: str | None
