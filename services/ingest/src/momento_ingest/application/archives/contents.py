"""What belongs into an archive, page by page, so that no library is too large."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from momento_ingest.domain.errors import NotFound
from momento_ingest.domain.identifiers import AlbumId

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from momento_ingest.application.archives.access import ArchiveAccess
    from momento_ingest.application.audit.list_activity import ListActivity
    from momento_ingest.application.ports.albums import AlbumItem, Albums
    from momento_ingest.application.ports.catalog import Catalog
    from momento_ingest.domain.audit.event import ActivityEvent
    from momento_ingest.domain.identifiers import UploadId
    from momento_ingest.domain.library.media_item import MediaItem

    Found = tuple[str, MediaItem | None]

PAGE: Final = 200
CHOSEN: Final = 20
"""Items of a selection, each asked for by itself, that make a page."""
EVENTS: Final = 199
HISTORY_SCOPE: Final = "account:read"
"""What a token needs for the history of an account."""


@dataclass(frozen=True, slots=True)
class ArchiveContents:
    """Reads with whatever token the access has at that moment. Its methods raise as the ports do."""

    catalog: Catalog
    albums: Albums
    history: ListActivity

    async def selected(self, access: ArchiveAccess, selection: Sequence[UploadId]) -> AsyncIterator[list[Found]]:
        """Each of `selection`, with its item if there is one."""
        for begin in range(0, len(selection), CHOSEN):
            yield [(it.value, await self._item(access, it)) for it in selection[begin : begin + CHOSEN]]

    async def items(self, access: ArchiveAccess) -> AsyncIterator[list[Found]]:
        """Every item once, also of the trash, wherever it is moved meanwhile."""
        cursor: str | None = ""
        while cursor is not None:
            page = await self.catalog.library(await access.token(), cursor=cursor, limit=PAGE)
            yield [(it.upload_id, it) for it in page.items]
            cursor = page.next_cursor

    async def every_album(self, access: ArchiveAccess) -> AsyncIterator[list[tuple[AlbumItem, list[str]]]]:
        """Every album once, those put aside too, with the ids of its items in their order."""
        met: set[str] = set()
        for archived in (False, True, False):
            cursor: str | None = ""
            while cursor is not None:
                page = await self.albums.page(await access.token(), archived=archived, cursor=cursor, limit=PAGE)
                for album in page.albums:
                    if album.album_id not in met:
                        yield [(replace(album, cover=None), await self._members(access, AlbumId(album.album_id)))]
                met.update(it.album_id for it in page.albums)
                cursor = page.next_cursor

    async def no_album(self) -> AsyncIterator[list[tuple[AlbumItem, list[str]]]]:
        """What stands for albums in an archive of chosen items."""
        nothing: list[list[tuple[AlbumItem, list[str]]]] = []
        for page in nothing:
            yield page

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

    async def _item(self, access: ArchiveAccess, upload_id: UploadId) -> MediaItem | None:
        try:
            return await self.catalog.get(await access.token(), upload_id)
        except NotFound:
            return None

    async def _members(self, access: ArchiveAccess, album_id: AlbumId) -> list[str]:
        members: dict[str, None] = {}
        cursor: str | None = ""
        while cursor is not None:
            page = await self.albums.media(await access.token(), album_id, cursor=cursor, limit=PAGE)
            members |= dict.fromkeys(item.upload_id for item in page.items)
            cursor = page.next_cursor
        return list(members)
