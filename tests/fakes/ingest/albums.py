"""Albums in memory: who may see what, and the rules of the order, are the catalog's own."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from momento_ingest.application.ports.albums import AlbumItem, AlbumPage, Outcome
from momento_ingest.domain.errors import NotFound, PreconditionFailed
from momento_ingest.domain.library.media_item import MediaPage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_ingest.application.ports.albums import AlbumChange, BulkChange
    from momento_ingest.domain.identifiers import AlbumId, UploadId
    from momento_ingest.domain.library.media_item import MediaItem

MADE = datetime(2026, 3, 1, 12, tzinfo=UTC)


def album_item(number: int = 1, **changes: Any) -> AlbumItem:
    """An album."""
    fields: dict[str, Any] = {
        "album_id": f"01m80gb91p692ex4de2za1b{number:03}",
        "title": "Italy",
        "description": "",
        "media_count": 0,
        "cover": None,
        "created_at": MADE,
        "updated_at": MADE,
        "archived_at": None,
        "etag": "1",
    }
    return AlbumItem(**{**fields, **changes})


@dataclass
class InMemoryAlbums:
    """Remembers what it was asked; `items` stand in every album."""

    kept: dict[str, AlbumItem] = field(default_factory=dict)
    items: list[MediaItem] = field(default_factory=list)
    asked: list[Any] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    next_cursor: str | None = None

    async def create(self, token: str, title: str, description: str) -> AlbumItem:
        self.tokens.append(token)
        album = album_item(len(self.kept) + 1, title=title, description=description)
        self.kept[album.album_id] = album
        return album

    async def get(self, token: str, album_id: AlbumId) -> AlbumItem:
        self.tokens.append(token)
        if album_id.value not in self.kept:
            raise NotFound("ALBUM_NOT_FOUND", "There is no such album.")
        return self.kept[album_id.value]

    async def page(self, token: str, *, archived: bool, cursor: str, limit: int) -> AlbumPage:
        self.tokens.append(token)
        self.asked.append((archived, cursor, limit))
        found = [album for album in self.kept.values() if (album.archived_at is not None) == archived]
        return AlbumPage(tuple(found[:limit]), self.next_cursor)

    async def change(self, token: str, album_id: AlbumId, etag: str, change: AlbumChange) -> AlbumItem:
        former = await self.get(token, album_id)
        if etag != former.etag:
            raise PreconditionFailed("ETAG_MISMATCH", "The album was changed meanwhile; read it again.")
        self.asked.append(change)
        title = former.title if change.title is None else change.title
        self.kept[album_id.value] = replace(former, title=title, etag=f"{former.etag}+")
        return self.kept[album_id.value]

    async def media(self, token: str, album_id: AlbumId, *, cursor: str, limit: int) -> MediaPage:
        await self.get(token, album_id)
        self.asked.append((cursor, limit))
        return MediaPage(tuple(self.items[:limit]), self.next_cursor)

    async def arrange(
        self, token: str, album_id: AlbumId, items: Sequence[UploadId], *, after: UploadId | None, beginning: bool
    ) -> list[Outcome]:
        await self.get(token, album_id)
        self.asked.append((after, beginning))
        return self._outcomes(items)

    async def change_each(self, token: str, items: Sequence[UploadId], change: BulkChange) -> list[Outcome]:
        self.tokens.append(token)
        self.asked.append(change)
        return self._outcomes(items)

    def _outcomes(self, items: Sequence[UploadId]) -> list[Outcome]:
        known = {item.upload_id for item in self.items}
        absent = ("", "MEDIA_NOT_FOUND", "There is no such item.")
        return [Outcome(it.value, *(("2", "", "") if it.value in known else absent)) for it in items]
