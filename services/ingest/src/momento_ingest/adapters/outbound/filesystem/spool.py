"""The spool as a folder: one file an upload."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import os
from typing import TYPE_CHECKING, BinaryIO, Final

from momento_ingest.application.ports.spool import Spooled
from momento_ingest.domain.errors import InsufficientStorage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from momento_ingest.domain.identifiers import UploadId

_BATCH_BYTES: Final = 1024 * 1024
"""Bytes gathered before a thread writes and hashes them: a hop to a thread costs more than hashing a small chunk."""
_SUFFIX: Final = ".upload"
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})


class FilesystemSpool:
    """Keeps uploads as files that only this user of the machine can read."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder = folder

    async def receive(self, upload_id: UploadId, chunks: AsyncIterator[bytes]) -> Spooled:
        """See the port."""
        path = self._path(upload_id)
        try:
            writer = await asyncio.to_thread(_Writer, path)
            try:
                async for batch in _batched(chunks):
                    await asyncio.to_thread(writer.write, batch)
                await asyncio.to_thread(writer.sync)
                await asyncio.to_thread(self._sync_folder)
            finally:
                writer.close()
        except BaseException as error:
            path.unlink(missing_ok=True)
            if isinstance(error, OSError) and error.errno in _FULL:
                raise InsufficientStorage("SPOOL_FULL", "There is no room for uploads just now; try later.") from error
            raise
        return writer.result()

    async def read(self, upload_id: UploadId, chunk_bytes: int) -> AsyncIterator[bytes]:
        """See the port."""
        with await asyncio.to_thread(self._path(upload_id).open, "rb") as file:
            while chunk := await asyncio.to_thread(file.read, chunk_bytes):
                yield chunk

    def location(self, upload_id: UploadId) -> str:
        """See the port."""
        return str(self._path(upload_id))

    async def discard(self, upload_id: UploadId) -> None:
        """See the port."""
        await asyncio.to_thread(self._path(upload_id).unlink, missing_ok=True)

    async def leftovers(self) -> set[str]:
        """See the port."""
        return {path.name.removesuffix(_SUFFIX) for path in self._folder.glob(f"*{_SUFFIX}")}

    def _path(self, upload_id: UploadId) -> Path:
        return self._folder / f"{upload_id}{_SUFFIX}"

    def _sync_folder(self) -> None:
        # A file's name is part of its folder: without this a power cut can leave the bytes without a name.
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


class _Writer:
    """A file being written and hashed."""

    def __init__(self, path: Path) -> None:
        self._file: BinaryIO = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb", buffering=0)
        self._hash = hashlib.sha256()
        self._length = 0

    def write(self, batch: bytes) -> None:
        self._file.write(batch)
        self._hash.update(batch)
        self._length += len(batch)

    def sync(self) -> None:
        os.fsync(self._file.fileno())

    def close(self) -> None:
        self._file.close()

    def result(self) -> Spooled:
        return Spooled(self._length, self._hash.hexdigest())


async def _batched(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    batch = bytearray()
    async for chunk in chunks:
        batch += chunk
        if len(batch) >= _BATCH_BYTES:
            yield bytes(batch)
            batch.clear()
    if batch:
        yield bytes(batch)
