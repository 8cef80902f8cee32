"""Adds bytes to an upload; with its last byte it is received."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from momento_ingest.domain.errors import Conflict, Locked, TooLarge, Unavailable, UnsupportedMedia
from momento_ingest.domain.identifiers import unknown_upload
from momento_ingest.domain.upload import Refusal, UploadState

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from datetime import datetime

    from momento_ingest.application.ports.inspector import Inspector
    from momento_ingest.application.ports.journal import Journal
    from momento_ingest.application.ports.locks import Locks
    from momento_ingest.application.ports.spool import Spool
    from momento_ingest.application.report_uploads import ReportUploads
    from momento_ingest.application.takeover import Takeover
    from momento_ingest.application.transfers import Transfers
    from momento_ingest.domain.checksum import Checksum
    from momento_ingest.domain.identifiers import UploadId, UserId
    from momento_ingest.domain.upload import Upload

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

    spool: Spool
    journal: Journal
    locks: Locks
    inspector: Inspector
    transfers: Transfers
    takeover: Takeover
    report: ReportUploads
    now: Callable[[], datetime]
    received: Callable[[Upload], None]

    async def __call__(self, user: UserId, upload_id: UploadId, piece: Piece) -> tuple[Upload, int]:
        """The upload and its new length. What arrived before an error is kept, so that sending can be resumed.

        Raises:
            NotFound: there is no such upload, or it has expired.
            Locked: another request sends to it or goes on in this one's place, or it is being settled.
            Conflict: the piece does not begin where the last one ended.
            TooLarge: more bytes come than were declared.
            TooSlow, ChecksumMismatch, InsufficientStorage, Unavailable: the piece did not arrive as it should.
            UnsupportedMedia: the first bytes show that it will not be kept; the upload is rejected.
        """
        with self.transfers.counted():
            async with self.locks.attempt(upload_id.value) as held:
                if not held:
                    raise Locked("UPLOAD_LOCKED", "Another request is at work on this upload; try again in a moment.")
                upload, length = await self._append(await self._open(user, upload_id), piece)
        if upload.complete:
            self.received(upload)
        return upload, length

    async def _open(self, user: UserId, upload_id: UploadId) -> Upload:
        upload = await self.journal.read(user, upload_id)
        if upload.refusal is not None:
            raise upload.refusal.error()
        if upload.state is UploadState.RECEIVING and (self.now() >= upload.expires_at or not upload.resumable):
            raise unknown_upload()
        return upload

    async def _append(self, upload: Upload, piece: Piece) -> tuple[Upload, int]:
        if upload.state is not UploadState.RECEIVING:
            # All of it has arrived: an empty piece at its end is what a sender asks that lost the answer.
            return upload, await self._nothing_more(upload, piece)
        arriving = self.transfers.unless_superseded(piece.chunks, lambda: self.takeover.claimed(upload.upload_id))
        chunks = _within(upload.size_bytes - piece.offset, arriving)
        if piece.offset == 0 and piece.checksum is None:
            chunks = self._recognised(upload, chunks)
        try:
            length = await self.spool.append(upload.upload_id, piece.offset, chunks, piece.checksum)
            if piece.offset == 0 and piece.checksum is not None:
                # Only now it is sure that the bytes are the sender's.
                await self._look(upload, await anext(self.spool.read(upload.upload_id, HEAD_BYTES), b""))
        except UnsupportedMedia as error:
            await self._reject(upload, error)
            raise
        if length == upload.size_bytes:
            upload = upload.arrived(length, self.now())
            await self.journal.write(upload)
        return upload, length

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

    async def _reject(self, upload: Upload, error: UnsupportedMedia) -> None:
        # First the bytes: on a full disk there is room for the rest only then, and a resumed upload is refused anew.
        await self.spool.discard(upload.upload_id)
        await self.report.rejected(upload, error)
        await self.journal.write(upload.rejected(Refusal.of(error)))


async def _within(left: int, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    async for chunk in chunks:
        left -= len(chunk)
        if left < 0:
            raise TooLarge("UPLOAD_OVERRUN", "More bytes came than the upload was said to have; start a new one.")
        yield chunk
