"""Uploads as they are kept: journal, bytes and outbox, written in one order that is decided here and nowhere else."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from momento_ingest.domain.errors import InsufficientStorage
from momento_ingest.domain.uploads.upload import UploadState

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from momento_ingest.application.ports.journal import Journal
    from momento_ingest.application.ports.spool import Spool
    from momento_ingest.application.uploads.outbox import Outbox
    from momento_ingest.application.uploads.spool_ledger import SpoolReservations
    from momento_ingest.domain.identifiers import UploadId, UserId
    from momento_ingest.domain.uploads.upload import Upload

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Uploads:
    """The repository of uploads. Anyone who changes an upload holds its lock."""

    journal: Journal
    spool: Spool
    outbox: Outbox
    ledger: SpoolReservations

    async def load(self, user: UserId, upload_id: UploadId) -> Upload:
        """One of a user's uploads; raises NotFound, or Unavailable when its entry cannot be read."""
        return await self.journal.read(user, upload_id)

    async def save(self, upload: Upload) -> None:
        """Keeps an upload as it is now, and publishes its end if it has ended.

        Raises InsufficientStorage when there is no room even for that; `resume_end` goes on with an end.
        """
        if upload.ended:
            await self._end(upload)
        else:
            await self.journal.write(upload)
            self.ledger.update(upload)

    async def note(self, upload: Upload) -> None:
        """Keeps a step between, if there is room for it: a full disk must not keep uploads from ending."""
        try:
            await self.save(upload)
        except InsufficientStorage:
            _logger.warning("no room to note the state of an upload", extra={"upload_id": upload.upload_id.value})

    async def receive_if_complete(self, upload: Upload, at: datetime) -> Upload | None:
        """The upload, received, if all of its declared bytes are on the disk, however its last request ended.

        None if some are missing, or if only its sender knows how many there are to be.
        """
        if upload.state is not UploadState.RECEIVING or not upload.resumable:
            return None
        if await self.spool.length(upload.upload_id) != upload.size_bytes:
            return None
        received = upload.receive(upload.size_bytes, at)
        await self.save(received)
        return received

    async def resume_end(self, upload: Upload) -> None:
        """Goes on where a crash has interrupted the end of an upload."""
        await self._publish(upload)

    async def forget(self, upload: Upload) -> None:
        """Leaves nothing of an upload."""
        await self.spool.discard(upload.upload_id)
        await self.journal.remove(upload)
        self.ledger.release(upload.upload_id)

    async def _end(self, upload: Upload) -> None:
        # The verdict first, so that no crash loses it, then the bytes, then the reports.
        if upload.events:
            await self._with_room(self.journal.write, upload)
        else:
            await self._with_room(self._archive, upload)
        await self._publish(upload)

    async def _with_room(self, write: Callable[[Upload], Awaitable[None]], upload: Upload) -> None:
        try:
            await write(upload)
        except InsufficientStorage:
            # On a full disk there is room for the verdict only when the bytes are gone.
            await self.spool.discard(upload.upload_id)
            await write(upload)

    async def _publish(self, upload: Upload) -> None:
        await self.spool.discard(upload.upload_id)
        for event in upload.events:
            await self.outbox.add(event, upload.grant)
        if upload.events:
            await self._archive(upload)
        self.ledger.update(upload)

    async def _archive(self, upload: Upload) -> None:
        if upload.forgotten:
            await self.journal.remove(upload)
        else:
            await self.journal.archive(upload.reported())
