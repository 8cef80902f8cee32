"""Make an archive: originals as they are, and what is known of them, while somebody downloads it."""

from __future__ import annotations

import hashlib
import logging
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from momento_ingest.application import archive_text as text
from momento_ingest.application.archive_access import ArchiveAccess
from momento_ingest.application.zip_stream import ZipStream
from momento_ingest.domain.archive_names import ArchiveNames, month_folder
from momento_ingest.domain.errors import IngestError, NotFound
from momento_ingest.domain.identifiers import UploadId

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Callable
    from datetime import datetime

    from momento_ingest.application.archive_contents import ArchiveContents
    from momento_ingest.application.archive_slots import ArchiveSlots
    from momento_ingest.application.media_item import MediaItem
    from momento_ingest.application.ports.archive_orders import ArchiveOrder
    from momento_ingest.application.ports.identity import Identity
    from momento_ingest.application.read_original import ReadOriginal

_logger = logging.getLogger(__name__)
DOCUMENT: Final = "momento.json"
"""No original has this name: none ends in `.json`."""
_LARGEST_DOCUMENT: Final = 2**32
"""So that its length is told in 64 bits, however much there is to say."""
CHANGED: Final = "CHECKSUM_MISMATCH"


@dataclass(slots=True)
class _Archive:
    """One archive on its way: where each item went, by its id, and why where it is not as it should be."""

    access: ArchiveAccess
    order: ArchiveOrder
    zip: ZipStream
    names: ArchiveNames = field(default_factory=ArchiveNames)
    paths: dict[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)

    def place(self, item: MediaItem) -> str:
        """The path of an item: by month where there may be thousands, side by side where somebody chose."""
        trashed = item.trashed_at is not None
        folder = "" if self.order.selection else month_folder(item.taken_at, trashed=trashed)
        return self.names.place(folder, item.file_name)

    def told(self, upload_id: str) -> dict[str, str]:
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

    async def __call__(self, order: ArchiveOrder) -> AsyncGenerator[bytes, None]:
        """The bytes of the archive, which has begun: nothing more than `pieces` raises can go wrong.

        Raises:
            Unauthenticated: the session of the order has ended.
            TooManyRequests: too many archives are being made.
        """
        pieces = self._pieces(order)
        await anext(pieces)
        return pieces

    async def _pieces(self, order: ArchiveOrder) -> AsyncGenerator[bytes, None]:
        """An empty piece when it may begin, then the archive.

        What cannot be had is told in `momento.json` and in the comment at the end. When the store or a service does not
        answer at all, or the session ends, it raises and leaves an archive that no program takes for a whole one.
        """
        access = ArchiveAccess(self._identity, order.grant, self._now)
        user = (await access.caller()).user
        with self._slots.taken(user.user_id), ZipStream() as stream:
            archive = _Archive(access, order, stream)
            yield b""
            try:
                for part in (self._files, self._document):
                    async with aclosing(part(archive)) as pieces:
                        async for piece in pieces:
                            yield piece
            except IngestError as error:
                # Whoever downloads it sees no more than a connection that ends.
                _logger.warning("archive broken off", extra={"user_id": user.user_id.value, "reason": error.reason})
                raise
            stream.finish(_comment(archive))
            yield stream.take()

    async def _files(self, archive: _Archive) -> AsyncGenerator[bytes, None]:
        async for upload_id, item in self._items(archive):
            if item is None:
                archive.problems[upload_id.value] = "MEDIA_NOT_FOUND"
                continue
            async with aclosing(self._file(archive, upload_id, item)) as pieces:
                async for piece in pieces:
                    yield piece

    async def _file(self, archive: _Archive, upload_id: UploadId, item: MediaItem) -> AsyncGenerator[bytes, None]:
        """One original; its checksum is that of the record, or it is told that it is not."""
        seen = hashlib.sha256()
        try:
            async with aclosing(self._read_original(archive.access, upload_id, item)) as pieces:
                async for piece in pieces:
                    if upload_id.value not in archive.paths:
                        path = archive.place(item)
                        archive.paths[upload_id.value] = path
                        archive.zip.begin_file(path, item.taken_at, item.bytes)
                    seen.update(piece)
                    archive.zip.write(piece)
                    yield archive.zip.take()
        except NotFound as error:
            if upload_id.value in archive.paths:
                raise
            archive.problems[upload_id.value] = error.reason
            return
        archive.zip.end_file()
        if seen.hexdigest() != item.sha256:
            archive.problems[upload_id.value] = CHANGED

    async def _document(self, archive: _Archive) -> AsyncGenerator[bytes, None]:
        """`momento.json`, last, because only now it is known what became of each file."""
        archive.zip.begin_file(DOCUMENT, self._now(), _LARGEST_DOCUMENT)
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
        """All that were met before; what came since is not in the archive, and what went since is told by its id."""
        met = dict.fromkeys(archive.paths | archive.problems)
        async for upload_id, item in self._items(archive):
            if item is not None and upload_id.value in met:
                del met[upload_id.value]
                yield text.described(item, **archive.told(upload_id.value))
        for gone in met:
            yield text.encoded({"uploadId": gone, **archive.told(gone)})

    async def _described_albums(self, archive: _Archive) -> AsyncIterator[bytes]:
        async for album, members in self._contents.every_album(archive.access):
            yield text.described(album, uploadIds=members)

    async def _described_activity(self, archive: _Archive) -> AsyncIterator[bytes]:
        async for event in self._contents.activity(archive.access):
            yield text.described(event)

    async def _items(self, archive: _Archive) -> AsyncIterator[tuple[UploadId, MediaItem | None]]:
        if archive.order.selection:
            async for found in self._contents.selected(archive.access, archive.order.selection):
                yield found
            return
        async for item in self._contents.items(archive.access):
            yield UploadId(item.upload_id), item


def _comment(archive: _Archive) -> str:
    if archive.problems:
        return f"Incomplete: {len(archive.paths)} files, {len(archive.problems)} problems told in {DOCUMENT}."
    return f"Complete: {len(archive.paths)} files."
