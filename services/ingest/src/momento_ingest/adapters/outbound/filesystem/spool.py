"""The spool as a folder: one file an upload, and one beside it for a piece that is not verified yet."""

from __future__ import annotations

import hashlib
import shutil
from collections import OrderedDict
from typing import TYPE_CHECKING, Final

from momento_ingest.adapters.outbound.filesystem.append_file import GrowingFile
from momento_ingest.adapters.outbound.filesystem.atomic_write import private_folder, sync_folder
from momento_ingest.adapters.outbound.filesystem.current_names import GONE, current, remove, status
from momento_ingest.adapters.outbound.filesystem.disk_threads import DiskThreads
from momento_ingest.adapters.outbound.filesystem.fullness import no_room_is_spool_full
from momento_ingest.domain.errors import ChecksumMismatch, Conflict
from momento_ingest.domain.identifiers import UploadId

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime
    from hashlib import _Hash
    from io import BufferedReader
    from pathlib import Path

    from momento_ingest.domain.uploads.checksum import Checksum

_BATCH_BYTES: Final = 1024 * 1024
"""Bytes that a thread writes and hashes, or reads, at once: a hop to a thread costs more than hashing a small chunk."""
_REMEMBERED: Final = 256
"""Hashes of files that are still growing, kept so that most files need not be read to be hashed."""
_SUFFIX: Final = ".upload"
_PIECE: Final = ".piece"
_THREADS: Final = 16


class FilesystemSpool:
    """Keeps uploads as files that only this user of the machine can read."""

    def __init__(self, folder: Path) -> None:
        self._folder = private_folder(folder)
        self._threads = DiskThreads("spool", _THREADS)
        self._hashes: OrderedDict[UploadId, tuple[int, _Hash]] = OrderedDict()

    async def append(
        self, upload_id: UploadId, offset: int, chunks: AsyncIterator[bytes], checksum: Checksum | None = None
    ) -> int:
        """See the port."""
        there = await self.length(upload_id)
        if there != offset:
            raise Conflict("OFFSET_MISMATCH", f"The upload goes on at byte {there}; ask where before you send.")
        with no_room_is_spool_full():
            if checksum is None:
                return await self._append(upload_id, offset, chunks)
            return await self._append_verified(upload_id, offset, chunks, checksum)

    async def length(self, upload_id: UploadId) -> int:
        """See the port."""
        try:
            return (await self._threads.run(status, self._path(upload_id))).st_size
        except FileNotFoundError:
            return 0

    async def sha256(self, upload_id: UploadId) -> str:
        """See the port."""
        size_bytes = (await self._threads.run(status, self._path(upload_id))).st_size
        hashed, known = self._hashes.get(upload_id, (0, None))
        if known is not None and hashed == size_bytes:
            return known.hexdigest()
        found = hashlib.sha256()
        async for chunk in self.read(upload_id, _BATCH_BYTES):
            await self._threads.run(found.update, chunk)
        self._remember(upload_id, size_bytes, found)
        return found.hexdigest()

    async def read(self, upload_id: UploadId, chunk_bytes: int) -> AsyncIterator[bytes]:
        """See the port."""
        async for chunk in self._chunks(self._path(upload_id), chunk_bytes):
            yield chunk

    def location(self, upload_id: UploadId) -> str:
        """See the port."""
        return str(self._path(upload_id))

    async def discard(self, upload_id: UploadId) -> None:
        """See the port."""
        self._hashes.pop(upload_id, None)
        await self._threads.run(_remove_each, self._path(upload_id), self._piece(upload_id))

    async def untouched_since(self, moment: datetime) -> set[UploadId]:
        """See the port."""
        return await self._threads.run(self._untouched_since, moment.timestamp())

    async def free_bytes(self) -> int:
        """See the port."""
        return (await self._threads.run(shutil.disk_usage, self._folder)).free

    def _path(self, upload_id: UploadId) -> Path:
        return self._folder / f"{upload_id}{_SUFFIX}"

    def _piece(self, upload_id: UploadId) -> Path:
        return self._folder / f"{upload_id}{_PIECE}"

    def _untouched_since(self, moment: float) -> set[UploadId]:
        names = [path for path in self._folder.iterdir() if path.suffix in {_SUFFIX, _PIECE}]
        return {UploadId(path.stem) for path in names if _untouched_since(path, moment)}

    async def _append(self, upload_id: UploadId, offset: int, chunks: AsyncIterator[bytes]) -> int:
        hashed, known = self._hashes.pop(upload_id, (0, hashlib.sha256()))
        path = self._path(upload_id)
        async with self._threads.opened(GrowingFile, path, offset, known if hashed == offset else None) as file:
            try:
                async for batch in _batched(chunks):
                    await self._threads.run(file.write, batch)
            finally:
                # Also when the sender breaks off: what it is told to go on from must survive a power cut.
                await self._threads.run(self._sync, file, offset)
                if file.hash is not None:
                    self._remember(upload_id, file.length, file.hash)
        return file.length

    def _sync(self, file: GrowingFile, offset: int) -> None:
        file.sync()
        if offset == 0:
            sync_folder(self._folder)

    async def _append_verified(
        self, upload_id: UploadId, offset: int, chunks: AsyncIterator[bytes], checksum: Checksum
    ) -> int:
        path = self._piece(upload_id)
        await self._threads.run(remove, path)
        try:
            async with self._threads.opened(GrowingFile, path, 0, checksum.start()) as piece:
                async for batch in _batched(chunks):
                    await self._threads.run(piece.write, batch)
                if piece.hash is None or piece.hash.digest() != checksum.digest:
                    raise ChecksumMismatch("CHECKSUM_MISMATCH", "The piece arrived damaged; send it again.")
            return await self._append(upload_id, offset, self._chunks(path, _BATCH_BYTES))
        finally:
            await self._threads.run(remove, path)

    async def _chunks(self, path: Path, chunk_bytes: int) -> AsyncIterator[bytes]:
        async with self._threads.opened(current, _opened, path) as file:
            ended = False
            while not ended:
                chunks = await self._threads.run(_read_some, file, chunk_bytes)
                for chunk in chunks:
                    yield chunk
                ended = not chunks or len(chunks[-1]) < chunk_bytes

    def _remember(self, upload_id: UploadId, length: int, known: _Hash) -> None:
        self._hashes[upload_id] = (length, known)
        self._hashes.move_to_end(upload_id)
        if len(self._hashes) > _REMEMBERED:
            self._hashes.popitem(last=False)


def _untouched_since(path: Path, moment: float) -> bool:
    try:
        # An NFS client may remember an older time than is true; asking the server costs more.
        return path.stat().st_mtime < moment and status(path).st_mtime < moment
    except OSError as error:
        if error.errno not in GONE:
            raise
        return False


def _opened(path: Path) -> BufferedReader:
    return path.open("rb")


def _read_some(file: BufferedReader, chunk_bytes: int) -> list[bytes]:
    """The next chunks of a file; the last one is shorter, or there is none, where the file ends."""
    chunks: list[bytes] = []
    while chunk := file.read(chunk_bytes):
        chunks.append(chunk)
        if len(chunk) < chunk_bytes or len(chunks) * chunk_bytes >= _BATCH_BYTES:
            break
    return chunks


def _remove_each(*paths: Path) -> None:
    for path in paths:
        remove(path)


async def _batched(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    batch = bytearray()
    try:
        async for chunk in chunks:
            batch += chunk
            if len(batch) >= _BATCH_BYTES:
                yield bytes(batch)
                batch.clear()
    except Exception as error:
        # What has arrived before is kept, and only then it is told that no more will.
        if batch:
            yield bytes(batch)
        raise error from None
    if batch:
        yield bytes(batch)
