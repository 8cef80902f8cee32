"""Uploads that are still to be processed, and whose turn is next: the cost follows how many users wait, not files."""

from __future__ import annotations

import heapq
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator
    from datetime import datetime

    from momento_ingest.application.uploads.process import ProcessedUpload
    from momento_ingest.domain.identifiers import UploadId, UserId
    from momento_ingest.domain.uploads.capacity import Capacity
    from momento_ingest.domain.uploads.upload import Upload

    Outcome = ProcessedUpload | None

SLOW_BYTES: Final = 16 * 1024 * 1024
"""From this length on a file counts as slow, as in the scanner. So does one that was found to be, or had no verdict."""
_REMEMBERED_USERS: Final = 10_000


@dataclass(eq=False)
class Waiting:
    """An upload that is to be processed at `due` or later; `answer` is for those who ask what becomes of it."""

    upload: Upload
    due: datetime
    answer: asyncio.Future[Outcome]
    delays: int = 0
    no_verdicts: int = 0
    found_slow: bool = False
    context: Context = field(default_factory=copy_context)
    """Of the request that sent its last byte: what is done for it later belongs to its trace."""

    @property
    def slow(self) -> bool:
        """Whether it may occupy a worker for long."""
        return self.found_slow or self.upload.size_bytes >= SLOW_BYTES or self.upload.inspections + self.no_verdicts > 0

    @property
    def user(self) -> UserId:
        """Whose turn it takes."""
        return self.upload.user_id


class _Line:
    """One user's uploads that are not being processed: the slow ones and the others, each by when they are due."""

    def __init__(self) -> None:
        self.running = 0
        self._heaps: dict[bool, list[tuple[datetime, int, Waiting]]] = {False: [], True: []}

    def add(self, waiting: Waiting, number: int) -> None:
        heapq.heappush(self._heaps[waiting.slow], (waiting.due, number, waiting))

    def take(self, waiting: Waiting) -> None:
        heap = next(heap for heap in self._heaps.values() if heap and heap[0][2] is waiting)
        heapq.heappop(heap)

    def heads(self, *, slow: bool) -> Iterator[tuple[datetime, int, Waiting]]:
        """The first one, and the first of the slow ones unless `slow` is false."""
        for kind, heap in self._heaps.items():
            if heap and (slow or not kind):
                yield heap[0]

    @property
    def empty(self) -> bool:
        return not self.running and not any(self._heaps.values())


class WaitingUploads:
    """Turns go round among the users; one user never has all workers, and slow files have half of them at most."""

    def __init__(self, capacity: Capacity) -> None:
        self._capacity = capacity
        self._all: dict[UploadId, Waiting] = {}
        self._lines: dict[UserId, _Line] = {}
        self._paused: dict[UserId, datetime] = {}
        self._served: dict[UserId, int] = {}
        self._numbers = count()
        self._running = self._slow_running = 0

    def __len__(self) -> int:
        return len(self._all)

    def find(self, upload_id: UploadId) -> Waiting | None:
        """The one with this id, whether or not it is being processed."""
        return self._all.get(upload_id)

    def add(self, waiting: Waiting) -> None:
        """Adds one."""
        self._all[waiting.upload.upload_id] = waiting
        self._lines.setdefault(waiting.user, _Line()).add(waiting, next(self._numbers))

    def take(self, now: datetime) -> Waiting | None:
        """The one whose turn it is, which counts as being processed until it is put back or removed; or None."""
        if self._running >= self._capacity.workers:
            return None
        slow = self._slow_running < self._capacity.slow_workers
        allowed = (
            (self._served.get(user, 0), due, number, waiting)
            for user, line in self._lines.items()
            if line.running < self._share(line) and self._paused.get(user, now) <= now
            for due, number, waiting in line.heads(slow=slow)
            if due <= now
        )
        found = min(allowed, key=lambda each: each[:3], default=None)
        if found is None:
            return None
        self._begin(found[3])
        return found[3]

    def _share(self, line: _Line) -> int:
        return self._capacity.user_workers_beside if self._running > line.running else self._capacity.user_workers

    def put_back(self, waiting: Waiting, *, slow: bool) -> None:
        """It is to be processed again, when it is due; it was taken as one that was `slow` or not."""
        line = self._end(waiting, slow=slow)
        line.add(waiting, next(self._numbers))

    def remove(self, waiting: Waiting, *, slow: bool) -> None:
        """Nothing more is to be done with one that was taken."""
        line = self._end(waiting, slow=slow)
        del self._all[waiting.upload.upload_id]
        self._paused.pop(waiting.user, None)
        if line.empty:
            del self._lines[waiting.user]

    def pause(self, user: UserId, until: datetime) -> None:
        """None of a user's is begun before."""
        self._paused[user] = until

    def next_due(self, now: datetime) -> datetime | None:
        """When the next one becomes due that is not yet."""
        dues = (
            max(due, self._paused.get(user, due))
            for user, line in self._lines.items()
            for due, _, _ in line.heads(slow=True)
        )
        return min((due for due in dues if due > now), default=None)

    def _begin(self, waiting: Waiting) -> None:
        line = self._lines[waiting.user]
        line.take(waiting)
        line.running += 1
        self._running += 1
        self._slow_running += waiting.slow
        self._served[waiting.user] = next(self._numbers) + 1
        if len(self._served) > _REMEMBERED_USERS:
            del self._served[min(self._served, key=self._served.__getitem__)]

    def _end(self, waiting: Waiting, *, slow: bool) -> _Line:
        line = self._lines[waiting.user]
        line.running -= 1
        self._running -= 1
        self._slow_running -= slow
        return line
