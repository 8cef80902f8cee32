"""One upload in one request: receive, settle, answer; and the same answer again to a retry."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from momento_ingest.application.settle_upload import Settled, StoringDelayed
from momento_ingest.domain.errors import Conflict, NotFound, Rejected, Unavailable
from momento_ingest.domain.upload import UploadState

if TYPE_CHECKING:
    from collections.abc import Callable

    from momento_ingest.application.media_item import MediaItem
    from momento_ingest.application.ports.catalog import Catalog
    from momento_ingest.application.ports.idempotency_keys import IdempotencyKeys
    from momento_ingest.application.ports.identity import Caller
    from momento_ingest.application.ports.journal import Journal
    from momento_ingest.application.ports.locks import Locks
    from momento_ingest.application.receive_upload import Incoming, ReceiveUpload
    from momento_ingest.application.recover_uploads import RecoverUploads
    from momento_ingest.application.report_uploads import ReportUploads
    from momento_ingest.application.settle_upload import SettleUpload
    from momento_ingest.domain.identifiers import UploadId
    from momento_ingest.domain.upload import Upload

ANSWER_SECONDS: Final = 30.0
"""How long the answer waits for the end of an upload whose bytes have all arrived."""


@dataclass(frozen=True, slots=True)
class UploadMedia:
    """The whole way of a one-shot upload."""

    receive: ReceiveUpload
    settle: SettleUpload
    recover: RecoverUploads
    journal: Journal
    keys: IdempotencyKeys
    locks: Locks
    catalog: Catalog
    report: ReportUploads
    new_id: Callable[[], UploadId]
    answer_seconds: float = ANSWER_SECONDS

    async def __call__(self, caller: Caller, incoming: Incoming, key: str = "") -> tuple[Upload, MediaItem | None]:
        """The upload and the item that holds its bytes; no item when the upload will be at its end a little later.

        Raises:
            Rejected: IDEMPOTENCY_KEY_REUSED, the `key` stands for another upload.
            Conflict: IDEMPOTENCY_KEY_BUSY, the first request with the `key` is still sending.
            IngestError: it is refused, or cannot be decided now; nothing of it is kept but the reason.
        """
        upload_id = self.new_id()
        if not key:
            return await self._settled(caller, await self._received(caller, incoming, upload_id))
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
        return await self._settled(caller, upload)

    async def _received(self, caller: Caller, incoming: Incoming, upload_id: UploadId) -> Upload:
        async with self.report.refusals(caller, incoming.declared.file_name.value):
            return await self.receive(caller, incoming, upload_id)

    async def _earlier(self, caller: Caller, key: str) -> Upload | None:
        known = await self.keys.find(caller.user.user_id, key)
        if known is None:
            return None
        try:
            earlier = await self.journal.read(caller.user.user_id, known)
        except NotFound:
            # Nothing was kept of it, so the request is as good as the first.
            return None
        if earlier.state is UploadState.RECEIVING:
            # Its sender has gone without the last byte, or it would hold the lock.
            return None
        return earlier

    async def _settled(self, caller: Caller, upload: Upload) -> tuple[Upload, MediaItem | None]:
        task = self.recover.settle_now(upload)
        ended, _ = await asyncio.wait({task}, timeout=self.answer_seconds)
        if not ended:
            self.recover.wake(upload)
            return upload, None
        try:
            return await self._told(caller, task.result())
        except StoringDelayed:
            self.recover.wake(upload)
            return upload, None
        except Unavailable:
            if await self._withdrawn(upload):
                raise
            return upload, None

    async def _told(self, caller: Caller, settled: Settled) -> tuple[Upload, MediaItem | None]:
        outcome = settled.upload.outcome
        if settled.item is not None or outcome is None:
            return settled.upload, settled.item
        return settled.upload, await self.catalog.get(caller.token, outcome)

    async def _withdrawn(self, upload: Upload) -> bool:
        try:
            await self.settle.withdraw(upload)
        except StoringDelayed:
            self.recover.wake(upload)
            return False
        return True


def _busy() -> Conflict:
    return Conflict("IDEMPOTENCY_KEY_BUSY", "The first request with this key is still under way; wait for its end.")
