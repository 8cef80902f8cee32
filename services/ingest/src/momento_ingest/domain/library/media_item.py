"""An item of a user's library as the edge shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from momento_ingest.domain.library.media_facts import MediaFacts, ScanReport, Tag


@dataclass(frozen=True, slots=True)
class ItemMatch:
    """A part of a search that holds of the item: by which of its properties, and the value of that."""

    term: str
    by: str
    value: str


@dataclass(frozen=True, slots=True)
class MediaItem:
    """One photo or video; `tags` are all that it has, those of the facts among them.

    `matched` says why it was found, where that was asked for; `purge_at` is there for what is in the trash.
    """

    upload_id: str
    file_name: str
    bytes: int
    sha256: str
    facts: MediaFacts
    taken_at: datetime
    uploaded_at: datetime
    title: str
    favorite: bool
    trashed_at: datetime | None
    tags: tuple[Tag, ...]
    scan: ScanReport | None
    etag: str
    matched: tuple[ItemMatch, ...] = ()
    purge_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MediaPage:
    """Some items and where the next ones begin."""

    items: tuple[MediaItem, ...]
    next_cursor: str | None
