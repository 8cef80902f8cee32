"""The queue of received uploads: bounded workers, shared fairly between users."""

from __future__ import annotations

import asyncio
import logging
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from momento_ingest.application.process_upload import Contended, ProcessedUpload, RetryLater
from momento_ingest.domain.errors import IngestError, InsufficientStorage, NoVerdict, Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable

    from momento_ingest.application.process_upload import ProcessUpload
    from momento_ingest.domain.capacity import Capacity
    from momento_ingest.domain.identifiers import UploadId, UserId
    from momento_ingest.domain.upload import Upload

MAX_PAUSE: Final = timedelta(seconds=30)
SHORT_PAUSE: Final = timedelta(seconds=1)
"""How long a user's uploads wait when the scanner has no place for them, or one for whoever is at work on it."""
SLOW_BYTES: Final = 64 * 1024 * 1024
"""From this length on a file counts as slow, as does one that came to no verdict before."""
_REMEMBERED_USERS: Final = 10_000
_BUSY: Final = "SCANNER_BUSY"
_logger = logging.getLogger(__name__)

Outcome = ProcessedUpload | None
"""What became of an upload, or None when that will be known later."""


@dataclass(eq=False)
class _Waiting:
    upload: Upload
    due: datetime
    answer: asyncio.Future[Outcome]
    delays: int = 0
    no_verdicts: int = 0
    running: bool = False
    context: Context = field(default_factory=copy_context)
    """Of the request that sent its last byte: what is done for it later belongs to its trace."""

    @property
    def slow(self) -> bool:
        return self.upload.size_bytes >= SLOW_BYTES or self.upload.inspections + self.no_verdicts > 0

    @property
    def user(self) -> UserId:
        return self.upload.user_id


class UploadQueue:
    """Processes uploads as soon as a worker is free; whose turn it is goes round among the users.

    One user never occupies all workers, nor do slow files, so a single photo waits for nobody's hundred. What has to
    wait for another service is tried again after pauses that grow, and loses its place to nobody by it. `now` must not
    go back, or pauses would be as much longer.
    """

    def __init__(self, process: ProcessUpload, capacity: Capacity, now: Callable[[], datetime]) -> None:
        self._process = process
        self._capacity = capacity
        self._now = now
        self._waiting: dict[UploadId, _Waiting] = {}
        self._served: dict[UserId, int] = {}
        self._paused: dict[UserId, datetime] = {}
        self._turn = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._closed = False

    @property
    def pending(self) -> int:
        """How many uploads are still to be processed."""
        return len(self._waiting)

    def enqueue(self, upload: Upload) -> asyncio.Future[Outcome]:
        """Remembers an upload, once; gives what becomes of it.

        The future has None as soon as the upload waits for something that is away, and raises what it is refused with.
        """
        waiting = self._waiting.get(upload.upload_id)
        if waiting is None:
            waiting = _Waiting(upload, self._now(), _new_answer())
            self._waiting[upload.upload_id] = waiting
        elif waiting.answer.done():
            waiting.answer = _new_answer()
        self.fill()
        return waiting.answer

    def fill(self) -> None:
        """Gives free workers what is due."""
        while not self._closed and (waiting := self._next()) is not None:
            self._begin(waiting)
        self._wake_at_next_due()

    async def finish(self, seconds: float) -> None:
        """Begins nothing more, and lets what runs come to its end for a while; the journal knows how far it came."""
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def idle(self) -> None:
        """Returns when nothing runs."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    def _next(self) -> _Waiting | None:
        running = [it for it in self._waiting.values() if it.running]
        if len(running) >= self._capacity.workers:
            return None
        allowed = [it for it in self._waiting.values() if self._is_due(it) and self._has_share(it, running)]
        return min(allowed, key=lambda it: (self._served.get(it.user, 0), it.due), default=None)

    def _is_due(self, waiting: _Waiting) -> bool:
        now = self._now()
        return not waiting.running and waiting.due <= now and self._paused.get(waiting.user, now) <= now

    def _has_share(self, waiting: _Waiting, running: list[_Waiting]) -> bool:
        share = self._capacity.user_workers
        own = sum(it.user == waiting.user for it in running)
        return own < share and not (waiting.slow and sum(it.slow for it in running) >= share)

    def _begin(self, waiting: _Waiting) -> None:
        self._turn += 1
        self._served[waiting.user] = self._turn
        waiting.running = True
        task = asyncio.create_task(self._run(waiting), context=waiting.context)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, waiting: _Waiting) -> None:
        try:
            await self._try(waiting)
        except BaseException:
            # Nothing but the end of the process stops a worker.
            self._closed = True
            raise
        finally:
            waiting.running = False
            self.fill()

    async def _try(self, waiting: _Waiting) -> None:
        known = {"upload_id": waiting.upload.upload_id.value}
        try:
            processed = await self._process(waiting.upload)
        except (Unavailable, RetryLater, InsufficientStorage) as error:
            self._delay(waiting, error)
            _logger.warning("upload still delayed", extra={**known, "detail": str(error)})
        except IngestError as error:
            _logger.info("upload refused", extra={**known, "reason": error.reason})
            self._end(waiting)
            _refuse(waiting.answer, error)
        except Exception as error:  # a fault with one upload must not keep all the others waiting
            _logger.exception("upload failed", extra=known)
            self._delay(waiting, error)
        else:
            self._end(waiting)
            _resolve(waiting.answer, processed)

    def _delay(self, waiting: _Waiting, error: Exception) -> None:
        waiting.no_verdicts += isinstance(error, NoVerdict)
        if isinstance(error, Contended):
            waiting.due = self._now() + SHORT_PAUSE
        elif isinstance(error, Unavailable) and error.reason == _BUSY:
            self._paused[waiting.user] = self._now() + SHORT_PAUSE
        else:
            waiting.delays += 1
            waiting.due = self._now() + min(timedelta(seconds=2**waiting.delays), MAX_PAUSE)
            _resolve(waiting.answer, None)

    def _end(self, waiting: _Waiting) -> None:
        del self._waiting[waiting.upload.upload_id]
        self._paused.pop(waiting.user, None)
        if len(self._served) > _REMEMBERED_USERS:
            del self._served[min(self._served, key=self._served.__getitem__)]

    def _wake_at_next_due(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        now = self._now()
        later = [at for it in self._waiting.values() if not it.running and (at := self._at(it)) > now]
        if later and not self._closed:
            seconds = (min(later) - now).total_seconds()
            self._timer = asyncio.get_running_loop().call_later(seconds, self.fill)

    def _at(self, waiting: _Waiting) -> datetime:
        return max(waiting.due, self._paused.get(waiting.user, waiting.due))


def _new_answer() -> asyncio.Future[Outcome]:
    answer: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
    # Its sender may have gone: then nobody asks for the error, and the journal has it.
    answer.add_done_callback(lambda it: it.cancelled() or it.exception())
    return answer


def _resolve(answer: asyncio.Future[Outcome], outcome: Outcome) -> None:
    if not answer.done():
        answer.set_result(outcome)


def _refuse(answer: asyncio.Future[Outcome], error: IngestError) -> None:
    if not answer.done():
        answer.set_exception(error)
