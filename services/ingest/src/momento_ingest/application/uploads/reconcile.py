"""Derives from what is on the disk what each upload needs, on any replica and after any crash."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from momento_ingest.application.uploads.process import RetryLater
from momento_ingest.domain.errors import IngestError, NotFound, Rejected, Unavailable
from momento_ingest.domain.uploads.upload import UploadState

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable
    from datetime import datetime

    from momento_ingest.application.ports.idempotency_keys import IdempotencyKeys
    from momento_ingest.application.ports.journal import UnderWay
    from momento_ingest.application.ports.locks import Locks
    from momento_ingest.application.uploads.fair_queue import UploadQueue
    from momento_ingest.application.uploads.process import ProcessUpload
    from momento_ingest.application.uploads.repository import Uploads
    from momento_ingest.domain.identifiers import UploadId
    from momento_ingest.domain.uploads.upload import Upload

LEFT_ALONE: Final = timedelta(minutes=1)
"""How long a file may lie in the spool before it has an entry, or after its entry has gone."""
_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ReconcileUploads:
    """Looks at everything that is under way; `lifetime` is how long the outcome of an upload is kept."""

    uploads: Uploads
    locks: Locks
    keys: IdempotencyKeys
    process: ProcessUpload
    queue: UploadQueue
    now: Callable[[], datetime]
    lifetime: timedelta

    async def __call__(self) -> None:
        """Ends what has expired or lost its sender, finds what has arrived, and queues what is to be processed.

        Each upload by itself: one that fails is logged and keeps no other waiting. What frees bytes comes first.
        """
        # Files before entries: whatever gets its entry after they were listed is too young to be among them.
        files = await self.uploads.spool.untouched_since(self.now() - LEFT_ALONE)
        self.uploads.ledger.begin_look()
        under_way = await self.uploads.journal.all_under_way()
        lengths = await self._lengths(under_way.uploads)
        self.uploads.ledger.end_look({it.upload_id: (it.size_bytes, lengths[it.upload_id]) for it in under_way.uploads})
        for upload_id in files - _known(under_way):
            await self._alone(upload_id, self.uploads.spool.discard(upload_id))
        for upload in (*under_way.unpublished, *sorted(under_way.uploads, key=self._goes_on)):
            await self._alone(upload.upload_id, self._reconcile(upload, lengths.get(upload.upload_id, 0)))

    async def forget(self) -> None:
        """Removes what has been kept long enough for senders to ask after it."""
        await self.uploads.journal.forget_ended(self.now() - self.lifetime)
        await self.keys.forget(self.now() - 2 * self.lifetime)

    async def _lengths(self, uploads: Iterable[Upload]) -> dict[UploadId, int]:
        return {upload.upload_id: await self._length(upload) for upload in uploads}

    async def _length(self, upload: Upload) -> int:
        if upload.complete:
            return upload.size_bytes
        try:
            return await self.uploads.spool.length(upload.upload_id)
        except OSError as error:
            detail = {"upload_id": str(upload.upload_id), "detail": str(error)}
            _logger.warning("length of an upload unknown", extra=detail)
            return 0

    def _goes_on(self, upload: Upload) -> bool:
        return self.now() < upload.expires_at and (upload.complete or upload.resumable)

    async def _alone(self, upload_id: UploadId, step: Awaitable[None]) -> None:
        try:
            await step
        except (IngestError, RetryLater) as error:
            _logger.warning("upload not reconciled yet", extra={"upload_id": str(upload_id), "detail": str(error)})
        except Exception:  # a fault with one upload must not keep all the others waiting
            _logger.exception("upload not reconciled", extra={"upload_id": str(upload_id)})

    async def _reconcile(self, upload: Upload, length: int) -> None:
        has_arrived = upload.resumable and length == upload.size_bytes
        if upload.complete and self._goes_on(upload):
            self.queue.enqueue(upload)
        elif upload.state is not UploadState.RECEIVING or has_arrived or not self._goes_on(upload):
            async with self.locks.attempt(upload.upload_id.value) as nobody:
                if nobody:
                    await self._decide(upload)

    async def _decide(self, upload: Upload) -> None:
        try:
            current = await self.uploads.load(upload.user_id, upload.upload_id)
        except (NotFound, Unavailable):
            return
        if current.ended:
            if current.events:
                await self.uploads.resume_end(current)
        elif current.complete:
            await self._expire_complete(current)
        elif (arrived := await self.uploads.receive_if_complete(current, self.now())) is not None:
            self.queue.enqueue(arrived)
        elif not self._goes_on(current):
            await self.uploads.save(current.expire(self.now()))

    async def _expire_complete(self, upload: Upload) -> None:
        if self.now() >= upload.expires_at:
            expired = Rejected("UPLOAD_EXPIRED", "The file could not be stored in time; send it again.")
            await self.process.reject(upload, expired)


def _known(under_way: UnderWay) -> frozenset[UploadId]:
    ended = {upload.upload_id for upload in under_way.unpublished}
    return under_way.unreadable | ended | {upload.upload_id for upload in under_way.uploads}
