"""One upload in one request: receive, queue, answer; and the same answer again to a retry."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from momento_ingest.application.uploads.process import outcome_of
from momento_ingest.domain.errors import Conflict, NotFound, Rejected, Unavailable
from momento_ingest.domain.uploads.upload import UploadState

if TYPE_CHECKING:
    from collections.abc import Callable

    from momento_ingest.application.ports.catalog import Catalog
    from momento_ingest.application.ports.idempotency_keys import IdempotencyKeys
    from momento_ingest.application.ports.identity import Caller
    from momento_ingest.application.ports.locks import Locks
    from momento_ingest.application.uploads.fair_queue import UploadQueue
    from momento_ingest.application.uploads.process import ProcessedUpload
    from momento_ingest.application.uploads.receive import Incoming, ReceiveUpload
    from momento_ingest.application.uploads.record_rejections import RecordRejections
    from momento_ingest.application.uploads.repository import Uploads
    from momento_ingest.domain.identifiers import UploadId
    from momento_ingest.domain.library.media_item import MediaItem
    from momento_ingest.domain.uploads.upload import Upload

ANSWER_SECONDS: Final = 30.0
"""How long the answer waits for the end of an upload whose bytes have all arrived."""


@dataclass(frozen=True, slots=True)
class UploadMedia:
    """The whole way of a one-shot upload."""

    receive: ReceiveUpload
    queue: UploadQueue
    uploads: Uploads
    keys: IdempotencyKeys
    locks: Locks
    catalog: Catalog
    report_refusals: RecordRejections
    new_id: Callable[[], UploadId]
    answer_seconds: float = ANSWER_SECONDS

    async def __call__(self, caller: Caller, incoming: Incoming, key: str = "") -> tuple[Upload, MediaItem | None]:
        """The upload and the item that holds its bytes; no item when the upload will be at its end a little later.

        Raises:
            Rejected: IDEMPOTENCY_KEY_REUSED, the `key` stands for another upload.
            Conflict: IDEMPOTENCY_KEY_BUSY, the first request with the `key` is still sending.
            IngestError: it is refused, and nothing of it is kept but the reason.
        """
        upload_id = self.new_id()
        if not key:
            return await self._processed(caller, await self._received(caller, incoming, upload_id))
        user = caller.user.user_id
        async with self.locks.attempt(f"{user}-key-{hashlib.sha256(key.encode()).hexdigest()}") as held:
            if not held:
                raise _busy()
            earlier = await self._earlier(caller, key)
            if earlier is None:
                await self.keys.remember(user, key, upload_id)
                upload = await self._received(caller, incoming, upload_id)
            elif earlier.fingerprint != incoming.fingerprint:
                sentence = "This Idempotency-Key was used for another file; send a new key."
                raise Rejected("IDEMPOTENCY_KEY_REUSED", sentence)
            else:
                upload = earlier
        return await self._processed(caller, upload)

    async def _received(self, caller: Caller, incoming: Incoming, upload_id: UploadId) -> Upload:
        async with self.report_refusals(caller, incoming.declared.file_name.value):
            return await self.receive(caller, incoming, upload_id)

    async def _earlier(self, caller: Caller, key: str) -> Upload | None:
        known = await self.keys.find(caller.user.user_id, key)
        if known is None:
            return None
        try:
            earlier = await self.uploads.load(caller.user.user_id, known)
        except NotFound:
            # Nothing was kept of it, so the request is as good as the first.
            return None
        if earlier.forgotten or earlier.state is UploadState.RECEIVING:
            # Its sender has gone without the last byte, or it would hold the lock.
            return None
        return earlier

    async def _processed(self, caller: Caller, upload: Upload) -> tuple[Upload, MediaItem | None]:
        if upload.ended:
            return await self._answered(caller, outcome_of(upload))
        answer = self.queue.enqueue(upload)
        # What has been received stays, whatever becomes of this request.
        await asyncio.wait({answer}, timeout=self.answer_seconds)
        processed = answer.result() if answer.done() else None
        if processed is None:
            return upload, None
        return await self._answered(caller, processed)

    async def _answered(self, caller: Caller, processed: ProcessedUpload) -> tuple[Upload, MediaItem | None]:
        outcome = processed.upload.outcome
        if processed.item is not None or outcome is None:
            return processed.upload, processed.item
        try:
            return processed.upload, await self.catalog.get(caller.token, outcome)
        except Unavailable:
            return processed.upload, None


def _busy() -> Conflict:
    return Conflict("IDEMPOTENCY_KEY_BUSY", "The first request with this key is still under way; wait for its end.")
