"""Uploads that wait to be settled, on any replica: tried until they are at their end; and what is left of others."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from momento_ingest.application.settle_upload import Settled, SettleUpload, StoringDelayed
from momento_ingest.domain.errors import IngestError, NotFound, Rejected, Unavailable
from momento_ingest.domain.upload_report import UploadEnd

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from datetime import datetime

    from momento_ingest.application.ports.idempotency_keys import IdempotencyKeys
    from momento_ingest.application.ports.journal import Journal
    from momento_ingest.application.ports.locks import Locks
    from momento_ingest.application.ports.spool import Spool
    from momento_ingest.application.report_uploads import ReportUploads
    from momento_ingest.domain.identifiers import UploadId
    from momento_ingest.domain.upload import Upload

LONGEST_PAUSE: Final = timedelta(seconds=30)
LEFT_ALONE: Final = timedelta(minutes=1)
"""How long a file may lie in the spool before it has an entry, or after its entry has gone."""
_logger = logging.getLogger(__name__)


@dataclass
class _Waiting:
    upload: Upload
    due: datetime
    tries: int = 0
    running: bool = False
    context: Context = field(default_factory=copy_context)
    """Of the request that sent its last byte: what is done for it later belongs to its trace."""


class RecoverUploads:
    """Remembers what this process is to settle; `lifetime` is how long the outcome of an upload is kept."""

    def __init__(
        self,
        journal: Journal,
        spool: Spool,
        locks: Locks,
        keys: IdempotencyKeys,
        report: ReportUploads,
        settle: SettleUpload,
        now: Callable[[], datetime],
        lifetime: timedelta,
    ) -> None:
        self._journal = journal
        self._spool = spool
        self._locks = locks
        self._keys = keys
        self._report = report
        self._settle = settle
        self._now = now
        self._lifetime = lifetime
        self._waiting: dict[UploadId, _Waiting] = {}
        self._tasks: set[asyncio.Task[Settled]] = set()
        self.woken = asyncio.Event()

    @property
    def pending(self) -> int:
        """How many uploads are still to be settled."""
        return len(self._waiting)

    def wake(self, upload: Upload) -> None:
        """Remembers an upload that is to be settled as soon as a worker is free."""
        self._waiting.setdefault(upload.upload_id, _Waiting(upload, self._now()))
        self.woken.set()

    def settle_now(self, upload: Upload) -> asyncio.Task[Settled]:
        """Settles an upload without waiting for a worker; the task goes on when whoever asked has gone.

        A sweep may have found it first, here or elsewhere: then the task waits for what comes of that.
        """
        return self._begun(self._settle.when_free(upload))

    def _begun(self, settling: Coroutine[Any, Any, Settled], context: Context | None = None) -> asyncio.Task[Settled]:
        task = asyncio.create_task(settling, context=context)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Settled]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            # Whoever asked may have gone; the journal holds what became of it.
            _logger.debug("upload not settled", extra={"detail": str(error)})

    async def settle_next(self) -> bool:
        """Tries the upload that has been due for longest, once; False when none is due."""
        due = [it for it in self._waiting.values() if not it.running and it.due <= self._now()]
        if not due:
            return False
        waiting = min(due, key=lambda it: it.due)
        waiting.running = True
        try:
            if await self._decided(waiting):
                del self._waiting[waiting.upload.upload_id]
        finally:
            waiting.running = False
        waiting.tries += 1
        waiting.due = self._now() + min(timedelta(seconds=2**waiting.tries), LONGEST_PAUSE)
        return True

    async def finish(self, seconds: float) -> None:
        """Lets what is under way come to its end for a while, then stops it where it is; the journal knows how far."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def sweep(self) -> None:
        """Takes over what is to be settled, and ends what has expired or lost its sender."""
        # Files first: whatever got its entry after they were listed is too young to be among them.
        files = await self._spool.untouched_since(self._now() - LEFT_ALONE)
        under_way = await self._journal.all_under_way()
        for upload in under_way.uploads:
            if self._now() >= upload.expires_at or not (upload.complete or upload.resumable):
                await self._reclaim(upload)
            elif upload.complete:
                self.wake(upload)
        for upload_id in files - {upload.upload_id for upload in under_way.uploads} - under_way.unreadable:
            await self._spool.discard(upload_id)

    async def forget(self) -> None:
        """Removes what has been kept long enough for senders to ask after it."""
        await self._journal.forget_ended(self._now() - self._lifetime)
        await self._keys.forget(self._now() - 2 * self._lifetime)

    async def _reclaim(self, upload: Upload) -> None:
        async with self._locks.attempt(upload.upload_id.value) as held:
            if not held:
                return
            try:
                current = await self._journal.read(upload.user_id, upload.upload_id)
            except (NotFound, Unavailable):
                return
            if current.complete and self._now() >= current.expires_at:
                expired = Rejected("UPLOAD_EXPIRED", "The file could not be stored in time; send it again.")
                # Where the store does not answer, the next sweep comes back to it.
                with suppress(StoringDelayed):
                    await self._settle.reject(current, expired)
            elif not current.ended and not current.complete:
                # First the bytes: on a full disk there is room for the report only then.
                await self._spool.discard(current.upload_id)
                await self._report.ended(current, UploadEnd.EXPIRED)
                await self._journal.remove(current)

    async def _decided(self, waiting: _Waiting) -> bool:
        known = {"upload_id": waiting.upload.upload_id.value}
        try:
            await asyncio.shield(self._begun(self._settle(waiting.upload), waiting.context))
        except (Unavailable, StoringDelayed) as error:
            _logger.warning("upload still delayed", extra={**known, "detail": str(error)})
            return False
        except IngestError as error:
            _logger.info("upload refused", extra={**known, "reason": error.reason})
        except Exception:  # a fault with one upload must not keep all the others waiting
            _logger.exception("upload failed", extra=known)
            return False
        return True
