"""Albums, and changes of many items at once. Whose they are follows from `token`, which the catalog checks itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from momento_ingest.application.ports.catalog import TagChanges
    from momento_ingest.domain.identifiers import AlbumId, UploadId
    from momento_ingest.domain.library.media_item import MediaItem, MediaPage


@dataclass(frozen=True, slots=True)
class AlbumItem:
    """An album; `media_count` without the trash, `cover` the item that stands for it, if there is any."""

    album_id: str
    title: str
    description: str
    media_count: int
    cover: MediaItem | None
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None
    etag: str


@dataclass(frozen=True, slots=True)
class AlbumPage:
    """Some albums; a cursor leads to the next ones."""

    albums: tuple[AlbumItem, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class AlbumChange:
    """An edit; None leaves a thing as it is. An empty `cover` gives the choice up: the first item stands for it."""

    title: str | None = None
    description: str | None = None
    cover: str | None = None
    archived: bool | None = None


@dataclass(frozen=True, slots=True)
class BulkChange:
    """What is done with each of many items; None leaves a thing as it is."""

    tags: TagChanges | None = None
    favorite: bool | None = None
    trashed: bool | None = None
    join: AlbumId | None = None
    leave: AlbumId | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one of many items: its new etag, or a stable reason and a sentence why not."""

    upload_id: str
    etag: str
    reason: str = ""
    message: str = ""


class Albums(Protocol):
    """Keeps albums, and edits many items.

    Every method raises Unauthenticated when the token is not good (any more), Unavailable when the catalog does not
    answer, InvalidInput when it refuses what it was given, and NotFound for an album that is not there.
    """

    async def create(self, token: str, title: str, description: str) -> AlbumItem:
        """Makes an album without items."""

    async def get(self, token: str, album_id: AlbumId) -> AlbumItem:
        """One album."""

    async def page(self, token: str, *, archived: bool, cursor: str, limit: int) -> AlbumPage:
        """Albums, newest first: the archived ones or the others."""

    async def change(self, token: str, album_id: AlbumId, etag: str, change: AlbumChange) -> AlbumItem:
        """Edits an album; raises PreconditionFailed when `etag` is not its newest."""

    async def media(self, token: str, album_id: AlbumId, *, cursor: str, limit: int) -> MediaPage:
        """The items of an album in their owner's order, without the trash."""

    async def arrange(
        self, token: str, album_id: AlbumId, items: Sequence[UploadId], *, after: UploadId | None, beginning: bool
    ) -> list[Outcome]:
        """Puts 1 to 500 items right after another one, at the beginning or else at the end of an album.

        Raises Conflict when it would have too many items or has no room there. May be repeated.
        """

    async def change_each(self, token: str, items: Sequence[UploadId], change: BulkChange) -> list[Outcome]:
        """Changes 1 to 500 items, each by itself. May be repeated.

        Raises Conflict when an album would have too many items.
        """
