"""Adds bytes to an upload; with its last byte on the disk it is received, however the request ends."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from momento_ingest.domain.errors import Conflict, Locked, TooLarge, Unavailable, UnsupportedMedia
from momento_ingest.domain.identifiers import unknown_upload
from momento_ingest.domain.uploads.upload import UploadState

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from datetime import datetime

    from momento_ingest.application.ports.inspector import Inspector
    from momento_ingest.application.ports.locks import Locks
    from momento_ingest.application.uploads.lock_handoff import LockHandoff
    from momento_ingest.application.uploads.repository import Uploads
    from momento_ingest.application.uploads.transfer_limiter import Transfers
    from momento_ingest.domain.identifiers import UploadId, UserId
    from momento_ingest.domain.uploads.checksum import Checksum
    from momento_ingest.domain.uploads.upload import Upload

HEAD_BYTES: Final = 8192
"""How much of a file is looked at as soon as it is there; every signature that is kept lies well within."""
_ENOUGH_BYTES: Final = 64
"""With fewer bytes a signature may still be missing; then the whole file decides."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes that belong at `offset`, and what they hash to if the sender says so."""

    offset: int
    chunks: AsyncIterator[bytes]
    checksum: Checksum | None = None


@dataclass(frozen=True, slots=True)
class AppendUpload:
    """Takes one piece of a resumable upload."""

    uploads: Uploads
    locks: Locks
    inspector: Inspector
    transfers: Transfers
    takeover: LockHandoff
    now: Callable[[], datetime]
    enqueue: Callable[[Upload], object]

    async def __call__(self, user: UserId, upload_id: UploadId, piece: Piece) -> tuple[Upload, int]:
        """The upload and its new length. What arrived before an error is kept, so that sending can be resumed.

        With its last byte on the disk the upload is received and queued, also where this raises.

        Raises:
            NotFound: there is no such upload, or it has expired.
            Locked: another request sends to it or goes on in this one's place, or it is being processed.
            Conflict: the piece does not begin where the last one ended.
            TooLarge: more bytes come than were declared.
            TooSlow, ChecksumMismatch, InsufficientStorage, Unavailable: the piece did not arrive as it should.
            UnsupportedMedia: the first bytes show that it will not be kept; the upload is rejected.
        """
        async with self.transfers.slot(user), self.locks.attempt(upload_id.value) as held:
            if not held:
                raise Locked("UPLOAD_LOCKED", "Another request is at work on this upload; try again in a moment.")
            return await self._append(await self._open(user, upload_id), piece)

    async def _open(self, user: UserId, upload_id: UploadId) -> Upload:
        upload = await self.uploads.load(user, upload_id)
        if upload.refusal is not None:
            raise upload.refusal.error()
        expired = upload.state is UploadState.RECEIVING and self.now() >= upload.expires_at
        if expired or upload.forgotten or not upload.resumable:
            raise unknown_upload()
        return upload

    async def _append(self, upload: Upload, piece: Piece) -> tuple[Upload, int]:
        if upload.state is not UploadState.RECEIVING:
            # All of it has arrived: an empty piece at its end is what a sender asks that lost the answer.
            return upload, await self._nothing_more(upload, piece)
        try:
            length = await self._write(upload, piece)
        except UnsupportedMedia as error:
            await self.uploads.save(upload.reject(error, self.now()))
            raise
        except BaseException:
            await self._receive_if_complete(upload)
            raise
        self.uploads.ledger.update(upload, length)
        return await self._receive_if_complete(upload) or upload, length

    async def _receive_if_complete(self, upload: Upload) -> Upload | None:
        received = await self.uploads.receive_if_complete(upload, self.now())
        if received is not None:
            self.enqueue(received)
        return received

    async def _write(self, upload: Upload, piece: Piece) -> int:
        arriving = self.transfers.unless_superseded(piece.chunks, lambda: self.takeover.claimed(upload.upload_id))
        chunks = _within(upload.size_bytes - piece.offset, arriving)
        if piece.offset == 0 and piece.checksum is None:
            chunks = self._recognised(upload, chunks)
        length = await self.uploads.spool.append(upload.upload_id, piece.offset, chunks, piece.checksum)
        if piece.offset == 0 and piece.checksum is not None:
            # Only now it is sure that the bytes are the sender's.
            await self._look(upload, await anext(self.uploads.spool.read(upload.upload_id, HEAD_BYTES), b""))
        return length

    async def _nothing_more(self, upload: Upload, piece: Piece) -> int:
        if piece.offset != upload.size_bytes:
            raise Conflict("OFFSET_MISMATCH", "All of the file has arrived already.")
        async for _ in _within(0, piece.chunks):
            continue
        return upload.size_bytes

    async def _recognised(self, upload: Upload, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        head, looked = bytearray(), False
        async for chunk in chunks:
            if not looked:
                head += chunk[: HEAD_BYTES - len(head)]
                if len(head) == HEAD_BYTES:
                    looked = True
                    await self._look(upload, bytes(head))
            yield chunk
        if not looked and len(head) >= min(_ENOUGH_BYTES, upload.size_bytes):
            await self._look(upload, bytes(head))

    async def _look(self, upload: Upload, head: bytes) -> None:
        # It only saves the sender time: the verdict on the whole file is asked for in any case.
        with suppress(Unavailable):
            await self.inspector.recognise(upload.file_name, head)


async def _within(left: int, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    async for chunk in chunks:
        left -= len(chunk)
        if left < 0:
            raise TooLarge("UPLOAD_OVERRUN", "More bytes came than the upload was said to have; start a new one.")
        yield chunk
