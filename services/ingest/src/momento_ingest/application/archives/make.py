"""Make an archive: originals as they are, and what is known of them, while somebody downloads it."""

from __future__ import annotations

import hashlib
import logging
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from momento_ingest.application.archives import manifest as text
from momento_ingest.application.archives.access import ArchiveAccess
from momento_ingest.application.archives.listing import Listing
from momento_ingest.application.archives.zip_stream import ZipStream
from momento_ingest.domain.archives.file_names import ArchiveNames, month_folder
from momento_ingest.domain.errors import IngestError, NotFound
from momento_ingest.domain.identifiers import UploadId

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
    from datetime import datetime

    from momento_ingest.application.archives.contents import ArchiveContents, Found
    from momento_ingest.application.archives.read_original import ReadOriginal
    from momento_ingest.application.archives.slots import ArchiveSlots
    from momento_ingest.application.ports.albums import AlbumItem
    from momento_ingest.application.ports.archive_orders import ArchiveOrder
    from momento_ingest.application.ports.identity import Identity
    from momento_ingest.domain.library.media_item import MediaItem

_logger = logging.getLogger(__name__)
DOCUMENT: Final = "momento.json"
"""No original has this name: none ends in `.json`."""
_MAX_DOCUMENT: Final = 2**32
"""So that its length is told in 64 bits, however much there is to say."""
CHANGED: Final = "CHECKSUM_MISMATCH"


@dataclass(slots=True)
class _Archive:
    """One archive on its way: where each item went, by its id, and why where it is not as it should be."""

    access: ArchiveAccess
    order: ArchiveOrder
    zip: ZipStream
    items: Listing[Found]
    albums: Listing[tuple[AlbumItem, list[str]]]
    names: ArchiveNames = field(default_factory=ArchiveNames)
    paths: dict[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)

    def place(self, item: MediaItem) -> str:
        """The path of an item: by month where there may be thousands, side by side where somebody chose."""
        trashed = item.trashed_at is not None
        folder = "" if self.order.selection else month_folder(item.taken_at, trashed=trashed)
        return self.names.place(folder, item.file_name)

    def about(self, upload_id: str) -> dict[str, str]:
        """Where an item is, and what is wrong with it."""
        path, problem = self.paths.get(upload_id), self.problems.get(upload_id)
        return ({"file": path} if path else {}) | ({"problem": problem} if problem else {})


class MakeArchive:
    """Reads an original only when its bytes have gone out of the door, so memory does not grow with them."""

    def __init__(
        self,
        identity: Identity,
        contents: ArchiveContents,
        read_original: ReadOriginal,
        slots: ArchiveSlots,
        now: Callable[[], datetime],
    ) -> None:
        self._identity = identity
        self._contents = contents
        self._read_original = read_original
        self._slots = slots
        self._now = now

    async def __call__(
        self, order: ArchiveOrder, claim: Callable[[], Awaitable[None]] | None = None
    ) -> AsyncGenerator[bytes, None]:
        """The bytes of the archive, whose first are there: the session stands, the catalog and the store answer.

        Only then `claim` is awaited, which may use up what the order came from; what it raises is raised, and nothing
        is made.

        Raises:
            Unauthenticated: the session of the order has ended.
            TooManyRequests: too many archives are being made.
            Unavailable: the catalog or the store does not answer.
        """
        pieces = self._pieces(order, claim)
        await anext(pieces)
        return pieces

    async def _pieces(
        self, order: ArchiveOrder, claim: Callable[[], Awaitable[None]] | None
    ) -> AsyncGenerator[bytes, None]:
        """An empty piece when it may begin, then the archive.

        What cannot be had is named in `momento.json` and in the comment at the end. When the store or a service does
        not answer at all, or the session ends, it raises and leaves an archive that no program takes for a whole one.
        """
        access = ArchiveAccess(self._identity, order.grant, self._now)
        user = (await access.caller()).user
        with self._slots.taken(user.user_id), ZipStream() as stream:
            async with Listing(self._items(access, order)) as items, Listing(self._albums(access, order)) as albums:
                try:
                    async with aclosing(self._content(_Archive(access, order, stream, items, albums))) as content:
                        first = await anext(content)
                        if claim is not None:
                            await claim()
                        yield b""
                        yield first
                        async for piece in content:
                            yield piece
                except IngestError as error:
                    # The client sees no more than a connection that ends.
                    _logger.warning("archive aborted", extra={"user_id": user.user_id.value, "reason": error.reason})
                    raise

    async def _content(self, archive: _Archive) -> AsyncGenerator[bytes, None]:
        for part in (self._files, self._document):
            async with aclosing(part(archive)) as pieces:
                async for piece in pieces:
                    yield piece
        archive.zip.finish(_comment(archive))
        yield archive.zip.take()

    async def _files(self, archive: _Archive) -> AsyncGenerator[bytes, None]:
        async for upload_id, item in archive.items.values():
            if item is None:
                archive.problems[upload_id] = "MEDIA_NOT_FOUND"
                continue
            async with aclosing(self._file(archive, upload_id, item)) as pieces:
                async for piece in pieces:
                    yield piece

    async def _file(self, archive: _Archive, upload_id: str, item: MediaItem) -> AsyncGenerator[bytes, None]:
        """One original; named as a problem when it is gone, or when its checksum is not that of the record."""
        seen = hashlib.sha256()
        try:
            async with aclosing(self._read_original(archive.access, UploadId(upload_id), item)) as pieces:
                async for piece in pieces:
                    if upload_id not in archive.paths:
                        archive.paths[upload_id] = archive.place(item)
                        archive.zip.begin_file(archive.paths[upload_id], item.taken_at, item.bytes)
                    seen.update(piece)
                    archive.zip.write(piece)
                    yield archive.zip.take()
        except NotFound as error:
            # Purged meanwhile, perhaps with a part of it sent: half a photo must not be taken for the photo.
            if archive.paths.pop(upload_id, None):
                archive.zip.drop_file()
            archive.problems[upload_id] = error.reason
            return
        archive.zip.end_file()
        if seen.hexdigest() != item.sha256:
            archive.problems[upload_id] = CHANGED

    async def _document(self, archive: _Archive) -> AsyncGenerator[bytes, None]:
        """`momento.json`, last, because only now it is known what became of each file."""
        archive.zip.begin_file(DOCUMENT, self._now(), _MAX_DOCUMENT)
        user = (await archive.access.caller()).user
        account = {"userId": user.user_id.value, "email": user.email, "displayName": user.display_name}
        archive.zip.write(text.opening(exportedAt=self._now(), account=account))
        lists = {"items": self._described_items(archive)}
        if not archive.order.selection:
            lists |= {"albums": self._described_albums(archive), "activity": self._described_activity(archive)}
        for name, entries in lists.items():
            archive.zip.write(text.list_opening(name))
            separator = b"\n"
            async for entry in entries:
                archive.zip.write(separator + entry)
                separator = b",\n"
                yield archive.zip.take()
            archive.zip.write(b"]")
        archive.zip.write(text.closing(files=len(archive.paths), problems=len(archive.problems)))
        archive.zip.end_file()
        yield archive.zip.take()

    async def _described_items(self, archive: _Archive) -> AsyncIterator[bytes]:
        """All that stood there at the beginning, as it was then; of what could not be found, its id."""
        async for upload_id, item in archive.items.values():
            about = archive.about(upload_id)
            yield text.encoded({"uploadId": upload_id, **about}) if item is None else text.described(item, **about)

    async def _described_albums(self, archive: _Archive) -> AsyncIterator[bytes]:
        async for album, members in archive.albums.values():
            yield text.described(album, uploadIds=members)

    async def _described_activity(self, archive: _Archive) -> AsyncIterator[bytes]:
        async for event in self._contents.activity(archive.access):
            yield text.described(event)

    def _items(self, access: ArchiveAccess, order: ArchiveOrder) -> AsyncIterator[list[Found]]:
        return self._contents.selected(access, order.selection) if order.selection else self._contents.items(access)

    def _albums(self, access: ArchiveAccess, order: ArchiveOrder) -> AsyncIterator[list[tuple[AlbumItem, list[str]]]]:
        return self._contents.no_album() if order.selection else self._contents.every_album(access)


def _comment(archive: _Archive) -> str:
    if archive.problems:
        return f"Incomplete: {len(archive.paths)} files, {len(archive.problems)} problems listed in {DOCUMENT}."
    return f"Complete: {len(archive.paths)} files."
