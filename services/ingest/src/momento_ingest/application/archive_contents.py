"""What belongs into an archive, page by page, so that no library is too large."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from momento_ingest.application.ports.catalog import MediaQuery
from momento_ingest.domain.errors import NotFound
from momento_ingest.domain.identifiers import AlbumId

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from momento_ingest.application.archive_access import ArchiveAccess
    from momento_ingest.application.list_activity import ListActivity
    from momento_ingest.application.media_item import MediaItem
    from momento_ingest.application.ports.albums import AlbumItem, Albums
    from momento_ingest.application.ports.catalog import Catalog
    from momento_ingest.domain.activity import ActivityEvent
    from momento_ingest.domain.identifiers import UploadId

PAGE: Final = 200
EVENTS: Final = 199
HISTORY_SCOPE: Final = "account:read"
"""What a token needs for the history of an account."""


@dataclass(frozen=True, slots=True)
class ArchiveContents:
    """Reads with whatever token the access has at that moment. Its methods raise as the ports do."""

    catalog: Catalog
    albums: Albums
    history: ListActivity

    async def selected(
        self, access: ArchiveAccess, selection: Sequence[UploadId]
    ) -> AsyncIterator[tuple[UploadId, MediaItem | None]]:
        """Each of `selection`, with its item if there is one."""
        for upload_id in selection:
            try:
                yield upload_id, await self.catalog.get(await access.token(), upload_id)
            except NotFound:
                yield upload_id, None

    async def items(self, access: ArchiveAccess) -> AsyncIterator[MediaItem]:
        """Every item, newest first, then those in the trash."""
        for trashed in (False, True):
            cursor: str | None = ""
            while cursor is not None:
                page = await self.catalog.find(
                    await access.token(), MediaQuery(trashed=trashed, cursor=cursor, limit=PAGE)
                )
                for item in page.items:
                    yield item
                cursor = page.next_cursor

    async def every_album(self, access: ArchiveAccess) -> AsyncIterator[tuple[AlbumItem, list[str]]]:
        """Every album, those put aside too, with the ids of its items in their order."""
        for archived in (False, True):
            cursor: str | None = ""
            while cursor is not None:
                page = await self.albums.page(await access.token(), archived=archived, cursor=cursor, limit=PAGE)
                for album in page.albums:
                    yield album, [it async for it in self._members(access, AlbumId(album.album_id))]
                cursor = page.next_cursor

    async def activity(self, access: ArchiveAccess) -> AsyncIterator[ActivityEvent]:
        """What happened in the account, newest first; nothing where the grant does not let it be read."""
        if HISTORY_SCOPE not in (await access.caller()).scopes:
            return
        cursor: str | None = ""
        while cursor is not None:
            page = await self.history(await access.caller(), cursor, EVENTS)
            for event in page.events:
                yield event
            cursor = page.next_cursor

    async def _members(self, access: ArchiveAccess, album_id: AlbumId) -> AsyncIterator[str]:
        cursor: str | None = ""
        while cursor is not None:
            page = await self.albums.media(await access.token(), album_id, cursor=cursor, limit=PAGE)
            for item in page.items:
                yield item.upload_id
            cursor = page.next_cursor
