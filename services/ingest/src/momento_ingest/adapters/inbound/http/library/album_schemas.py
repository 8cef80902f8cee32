"""What the API says and hears of albums and of many items at once."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType, field

from momento_ingest.adapters.inbound.http.library.media_schemas import MediaReply
from momento_ingest.adapters.inbound.http.schemas import Reply, Request, TagNames, UploadIds

Text = Annotated[str, Meta(max_length=4000)]
OptionalId = Annotated[str, Meta(max_length=100)]


class AlbumReply(Reply, omit_defaults=False):
    """An album; `mediaCount` without the trash. `cover` stands for it: the item chosen, or else the first one."""

    album_id: str
    title: str
    description: str
    media_count: int
    created_at: datetime
    updated_at: datetime
    etag: str
    cover: MediaReply | UnsetType = UNSET
    archived_at: datetime | UnsetType = UNSET


class AlbumsReply(Reply):
    """Some albums; `nextCursor` leads to the next ones and is absent at the end."""

    items: list[AlbumReply]
    next_cursor: str | None = None


class OutcomeReply(Reply):
    """What became of one of many items: its new `etag`, or the `code` and a sentence of why it was refused.

    `STORE_UNAVAILABLE` means that there was no time for it: the same request may be made again, and goes on.
    """

    upload_id: str
    done: bool
    etag: str | UnsetType = UNSET
    code: str | UnsetType = UNSET
    detail: str | UnsetType = UNSET


class OutcomesReply(Reply):
    """What became of each of many items, in the order of the request; `done` counts those that are changed."""

    done: int
    items: list[OutcomeReply]


class AlbumRequest(Request):
    """An album to be made."""

    title: Text
    description: Text = ""


class AlbumChangeRequest(Request):
    """An edit; what is absent stays as it is. An empty `coverUploadId` lets the first item stand for the album."""

    title: Text | UnsetType = UNSET
    description: Text | UnsetType = UNSET
    cover_upload_id: OptionalId | UnsetType = UNSET
    archived: bool | UnsetType = UNSET


class ArrangeRequest(Request):
    """Items, and where in the album they are to stand: right after another, before all others, or at the end.

    Those that are in the album already move there; they stand in the order of the list.
    """

    upload_ids: UploadIds
    after: OptionalId | UnsetType = UNSET
    beginning: bool = False


class BulkRequest(Request):
    """A change of many items; what is absent stays as it is.

    What joins an album is put at its end, unless it is in it already.
    """

    upload_ids: UploadIds
    add_tags: TagNames = field(default_factory=list)
    remove_tags: TagNames = field(default_factory=list)
    reject_tags: TagNames = field(default_factory=list)
    favorite: bool | UnsetType = UNSET
    trashed: bool | UnsetType = UNSET
    add_to_album: OptionalId | UnsetType = UNSET
    remove_from_album: OptionalId | UnsetType = UNSET
