"""What the routes of the library take and answer, as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final, Literal

from msgspec import UNSET, Meta, UnsetType, field

from momento_ingest.adapters.inbound.http.conversion import mirrors
from momento_ingest.adapters.inbound.http.schemas import Kind, Reply, Request, TagNames
from momento_ingest.domain.library.media_facts import Camera, MediaFacts, Position, ScanReport, Tag


@mirrors(Tag)
class TagReply(Reply):
    """A word that finds an item; `confidence` from 0 to 1."""


@mirrors(Camera)
class CameraReply(Reply):
    """The device that took a picture."""


@mirrors(Position)
class PositionReply(Reply):
    """Degrees, WGS 84."""


@mirrors(ScanReport)
class ScanReply(Reply):
    """The proof that the file was scanned before it was stored."""


class MatchReply(Reply):
    """Why an item was found: the part of the search, what of the item matched (`tag`, `title`…), and its value."""

    term: str
    by: str
    value: str


NOT_SHOWN: Final = frozenset({"extension", "taken_at", "taken_at_source", "taken_at_offset_minutes", "tags"})
"""Facts that an answer has not, or as the item's own: its time of taking and its tags may have come otherwise."""


@mirrors(MediaFacts, without=NOT_SHOWN, parts={"kind": Kind, "camera": CameraReply, "position": PositionReply})
class MediaReply(Reply, omit_defaults=False):
    """A photo or video; `bytes` counts the original.

    `previews` maps the longest side in pixels to an address that stays the same; what may show the item may follow it.
    `matched` says why a search found it, where that was asked for; `purgeAt` when what is in the trash goes for good.
    """

    upload_id: str
    file_name: str
    bytes: int
    sha256: str
    taken_at: datetime
    taken_at_source: str
    uploaded_at: datetime
    favorite: bool
    tags: list[TagReply]
    previews: dict[str, str]
    etag: str
    title: str | UnsetType = UNSET
    trashed_at: datetime | UnsetType = UNSET
    purge_at: datetime | UnsetType = UNSET
    scan: ScanReply | UnsetType = UNSET
    matched: list[MatchReply] | UnsetType = UNSET


class MediaPageReply(Reply):
    """Some items; `nextCursor` leads to the next ones and is absent at the end."""

    items: list[MediaReply]
    next_cursor: str | None = None


class LinkReply(Reply):
    """A link that works until it expires, no matter who has it."""

    url: str
    expires_at: datetime


class MonthReply(Reply):
    """A month that holds items, for example 2008-10."""

    month: str
    count: int


class TimelineReply(Reply):
    """Months, newest first."""

    months: list[MonthReply]


class FacetValueReply(Reply):
    """A value and how many items have it."""

    value: str
    count: int


class FacetReply(Reply):
    """Values of a facet, most frequent first."""

    values: list[FacetValueReply]


class StatusReply(Reply):
    """What works now: each is `available`, `delayed` (uploads alone: kept, and checked later) or `unavailable`."""

    sign_in: Literal["available", "unavailable"]
    library: Literal["available", "unavailable"]
    uploads: Literal["available", "delayed", "unavailable"]


class LimitsReply(Reply):
    """What may be uploaded: sizes in bytes, extensions without a dot."""

    photo_bytes: int
    video_bytes: int
    extensions: list[str]


class TagChangesRequest(Request):
    """Changes of single tags; a tag stands in one of the lists only.

    `add` and `accept` make tags the user's own, the latter only suggested ones; what is in `reject` goes and is never
    suggested again; what is in `remove` is no longer the user's own, so that a suggestion of the same name shows again.
    """

    add: TagNames = field(default_factory=list)
    accept: TagNames = field(default_factory=list)
    reject: TagNames = field(default_factory=list)
    remove: TagNames = field(default_factory=list)


class MediaChangeRequest(Request):
    """An edit; what is absent stays as it is. `tags` are all of the user's own, or changes of single tags."""

    title: Annotated[str, Meta(max_length=1000)] | UnsetType = UNSET
    tags: TagNames | TagChangesRequest | UnsetType = UNSET
    favorite: bool | UnsetType = UNSET
    trashed: bool | UnsetType = UNSET
