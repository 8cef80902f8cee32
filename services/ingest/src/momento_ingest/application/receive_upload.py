"""Takes a file in: everything up to the moment from which it cannot be lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from momento_ingest.domain.errors import InvalidInput
from momento_ingest.domain.upload import Upload

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from datetime import datetime

    from momento_ingest.application.ports.identity import Caller, Identity
    from momento_ingest.application.ports.journal import Journal
    from momento_ingest.application.ports.spool import Spool
    from momento_ingest.domain.file_name import FileName
    from momento_ingest.domain.identifiers import UploadId
    from momento_ingest.domain.policy import UploadPolicy


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file that somebody sends.

    Attributes:
        at_least_bytes: its length as far as it follows from what was declared; 0 when nothing was.
    """

    file_name: FileName
    tags: tuple[str, ...]
    chunks: AsyncIterator[bytes]
    at_least_bytes: int = 0


@dataclass(frozen=True, slots=True)
class ReceiveUpload:
    """Checks what is declared, spools the bytes, and writes the journal."""

    identity: Identity
    spool: Spool
    journal: Journal
    policy: UploadPolicy
    new_id: Callable[[], UploadId]
    now: Callable[[], datetime]

    async def __call__(self, caller: Caller, incoming: Incoming) -> Upload:
        """The upload, safe in the spool.

        Raises:
            UnsupportedMedia, TooLarge: what is declared, or what arrives, is not taken.
            InvalidInput: the file is empty.
            InsufficientStorage: the spool is full.
            Unauthenticated, Unavailable: auth gives no leave.
        """
        limit = self.policy.limit(self.policy.kind_of(incoming.file_name))
        self.policy.check_size(incoming.at_least_bytes, limit)
        upload_id = self.new_id()
        grant = await self.identity.grant_upload(caller.token, upload_id)
        spooled = await self.spool.receive(upload_id, self._within(limit, incoming.chunks))
        upload = Upload(
            upload_id=upload_id,
            user_id=caller.user.user_id,
            file_name=incoming.file_name,
            size_bytes=spooled.size_bytes,
            sha256=spooled.sha256,
            received_at=self.now(),
            tags=incoming.tags,
            grant=grant,
        )
        try:
            await self.journal.write(upload)
        except BaseException:
            # No entry leads to the file: it would take up room until the next start.
            await self.spool.discard(upload_id)
            raise
        return upload

    async def _within(self, limit: int, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        received = 0
        async for chunk in chunks:
            received += len(chunk)
            self.policy.check_size(received, limit)
            yield chunk
        if received == 0:
            raise InvalidInput("FILE_EMPTY", "The file is empty; choose another one.")
