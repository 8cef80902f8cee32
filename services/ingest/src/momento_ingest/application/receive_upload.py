"""Takes a file in with one request: everything up to the moment from which it cannot be lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from momento_ingest.domain.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from datetime import datetime

    from momento_ingest.application.admit_upload import AdmitUpload, Declared
    from momento_ingest.application.create_upload import CreateUpload
    from momento_ingest.application.ports.identity import Caller
    from momento_ingest.application.ports.journal import Journal
    from momento_ingest.application.ports.locks import Locks
    from momento_ingest.application.ports.spool import Spool
    from momento_ingest.application.transfers import Transfers
    from momento_ingest.domain.identifiers import UploadId
    from momento_ingest.domain.policy import UploadPolicy
    from momento_ingest.domain.upload import Upload


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file that somebody sends; `declared.size_bytes` is 0 when no length follows from what was declared."""

    declared: Declared
    chunks: AsyncIterator[bytes]
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class ReceiveUpload:
    """Checks what is declared, spools the bytes, and writes the journal."""

    admit: AdmitUpload
    create: CreateUpload
    spool: Spool
    journal: Journal
    locks: Locks
    transfers: Transfers
    policy: UploadPolicy
    now: Callable[[], datetime]

    async def __call__(self, caller: Caller, incoming: Incoming, upload_id: UploadId) -> Upload:
        """The upload, safe in the spool. After an error nothing is left of it.

        Raises:
            UnsupportedMedia, TooLarge: what is declared, or what arrives, is not taken.
            InvalidInput: the file is empty.
            TooSlow: it came too slowly.
            IngestError: what `AdmitUpload` raises, and Unauthenticated or Unavailable when auth gives no leave.
        """
        limit = self.admit.check_declared(incoming.declared)
        with self.transfers.counted():
            # Nobody else knows the id, and a held lock tells other replicas that its sender is there.
            async with self.locks.hold(upload_id.value):
                upload = await self.create.enter(
                    caller, incoming.declared, upload_id, resumable=False, fingerprint=incoming.fingerprint
                )
                return await self._receive(upload, self._within(limit, incoming.chunks))

    async def _receive(self, upload: Upload, chunks: AsyncIterator[bytes]) -> Upload:
        try:
            received = upload.arrived(await self.spool.append(upload.upload_id, 0, chunks), self.now())
            await self.journal.write(received)
        except BaseException:
            # Its sender cannot go on with it: it would take up room until it expires.
            await self.journal.remove(upload)
            await self.spool.discard(upload.upload_id)
            raise
        return received

    async def _within(self, limit: int, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        received = 0
        async for chunk in chunks:
            received += len(chunk)
            self.policy.check_size(received, limit)
            yield chunk
        if received == 0:
            raise InvalidInput("FILE_EMPTY", "The file is empty; choose another one.")
