"""The queue of received uploads: bounded workers, shared fairly between users."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from momento_ingest.application.ports.inspector import SlowFile
from momento_ingest.application.uploads.process import Contended, ProcessedUpload, RetryLater
from momento_ingest.application.uploads.waiting_uploads import Waiting, WaitingUploads
from momento_ingest.domain.errors import IngestError, InsufficientStorage, NoVerdict, Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from momento_ingest.application.uploads.process import ProcessUpload
    from momento_ingest.domain.uploads.capacity import Capacity
    from momento_ingest.domain.uploads.upload import Upload

MAX_PAUSE: Final = timedelta(seconds=30)
_MAX_DOUBLINGS: Final = 16
"""From here on pauses grow no more: their number has no end in a long outage, but what a duration can hold has."""
SHORT_PAUSE: Final = timedelta(seconds=1)
"""How long a user's uploads wait when the scanner has no place for them, or one for anyone who is at work on it."""
_BUSY: Final = "SCANNER_BUSY"
_logger = logging.getLogger(__name__)

Outcome = ProcessedUpload | None
"""What became of an upload, or None when that will be known later."""


class UploadQueue:
    """Processes uploads as soon as a worker is free; whose turn it is goes round among the users.

    One user never occupies all workers, and slow files half of them at most, so a single photo waits for nobody's
    hundred. What has to wait for another service is tried again after pauses that grow, and loses its place to nobody
    by it. `now` must not go back, or pauses would be as much longer.
    """

    def __init__(self, process: ProcessUpload, capacity: Capacity, now: Callable[[], datetime]) -> None:
        self._process = process
        self._now = now
        self._waiting = WaitingUploads(capacity)
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
        waiting = self._waiting.find(upload.upload_id)
        if waiting is None:
            waiting = Waiting(upload, self._now(), _new_answer())
            self._waiting.add(waiting)
        elif waiting.answer.done():
            waiting.answer = _new_answer()
        self.fill()
        return waiting.answer

    def fill(self) -> None:
        """Gives free workers what is due."""
        while not self._closed and (waiting := self._waiting.take(self._now())) is not None:
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

    def _begin(self, waiting: Waiting) -> None:
        task = asyncio.create_task(self._run(waiting), context=waiting.context)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, waiting: Waiting) -> None:
        slow, ended = waiting.slow, False
        try:
            ended = await self._try(waiting)
        except BaseException:
            # Nothing but the end of the process stops a worker.
            self._closed = True
            raise
        finally:
            (self._waiting.remove if ended else self._waiting.put_back)(waiting, slow=slow)
            self.fill()

    async def _try(self, waiting: Waiting) -> bool:
        """Whether it has come to its end."""
        known = {"upload_id": waiting.upload.upload_id.value}
        try:
            processed = await self._process(waiting.upload, slow=waiting.slow)
        except SlowFile:
            waiting.found_slow = True
        except (Unavailable, RetryLater, InsufficientStorage) as error:
            self._delay(waiting, error)
            _logger.warning("upload still delayed", extra={**known, "detail": str(error)})
        except IngestError as error:
            _logger.info("upload refused", extra={**known, "reason": error.reason})
            _refuse(waiting.answer, error)
            return True
        except Exception as error:  # a fault with one upload must not keep all the others waiting
            _logger.exception("upload failed", extra=known)
            self._delay(waiting, error)
        else:
            _resolve(waiting.answer, processed)
            return True
        return False

    def _delay(self, waiting: Waiting, error: Exception) -> None:
        waiting.no_verdicts += isinstance(error, NoVerdict)
        if isinstance(error, Contended):
            waiting.due = self._now() + SHORT_PAUSE
        elif isinstance(error, Unavailable) and error.reason == _BUSY:
            self._waiting.pause(waiting.user, self._now() + SHORT_PAUSE)
        else:
            waiting.delays = min(waiting.delays + 1, _MAX_DOUBLINGS)
            waiting.due = self._now() + min(timedelta(seconds=2**waiting.delays), MAX_PAUSE)
            _resolve(waiting.answer, None)

    def _wake_at_next_due(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        now = self._now()
        due = self._waiting.next_due(now)
        if due is not None and not self._closed:
            seconds = (due - now).total_seconds()
            self._timer = asyncio.get_running_loop().call_later(seconds, self.fill)


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
