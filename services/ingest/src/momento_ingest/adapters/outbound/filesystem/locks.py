"""Locks among all replicas, by bytes of a few files that are never removed, so that no two machines see others."""

from __future__ import annotations

import asyncio
import hashlib
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from momento_ingest.adapters.outbound.filesystem.atomic_write import private_folder
from momento_ingest.adapters.outbound.filesystem.disk_threads import DiskThreads
from momento_ingest.adapters.outbound.filesystem.lock_file import LockFile
from momento_ingest.adapters.outbound.filesystem.queued_lock import WIDTH_BYTES, QueuedLock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

_FILES: Final = 16
"""Several, since a file on Amazon EFS has at most 512 locks ("Quotas for Amazon EFS file systems")."""
_PLACES: Final = 2**35
"""Of locks in a file, within the largest that EFS knows. Of two names 1 pair in 2^39 has one place, and may wait."""
_THREADS: Final = 4
_MIN_PAUSE: Final = 0.005
_MAX_PAUSE: Final = 0.25
_PAUSE_SHARE: Final = 0.1
"""Of the time waited so far: nobody waits a tenth longer than there is need, and a long wait costs few looks."""


@dataclass
class _Queue:
    """Of this process: one alone asks the disk."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    length: int = 0
    leaving: bool = False
    """Whether the only one in it is giving up the lock: that takes a moment, and the lock counts as free."""


class FilesystemLocks:
    """Those who wait for a lock get it in the order in which they came, in this process and among replicas."""

    def __init__(self, folder: Path) -> None:
        private_folder(folder)
        self._files = [LockFile(folder / f"{number:02}") for number in range(_FILES)]
        self._threads = DiskThreads("locks", _THREADS)
        self._queues: dict[str, _Queue] = {}

    @asynccontextmanager
    async def attempt(self, name: str) -> AsyncIterator[bool]:
        """See the port."""
        queue = self._queues.get(name)
        if queue is not None and not (queue.leaving and queue.length == 1):
            yield False
            return
        async with self._turn(name) as queue, self._released(name, queue) as lock:
            yield await self._threads.run(lock.attempt)

    @asynccontextmanager
    async def hold(self, name: str) -> AsyncIterator[None]:
        """See the port."""
        async with self._turn(name) as queue, self._released(name, queue) as lock:
            await self._wait(lock)
            yield

    @asynccontextmanager
    async def _turn(self, name: str) -> AsyncIterator[_Queue]:
        queue = self._queues.setdefault(name, _Queue())
        queue.length += 1
        try:
            async with queue.turn:
                yield queue
        finally:
            queue.length -= 1
            if not queue.length:
                del self._queues[name]

    @asynccontextmanager
    async def _released(self, name: str, queue: _Queue) -> AsyncIterator[QueuedLock]:
        number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8])
        place, file = divmod(number, _FILES)
        lock = QueuedLock(self._files[file], place % _PLACES * WIDTH_BYTES)
        try:
            yield lock
        finally:
            queue.leaving = True
            try:
                await self._threads.run(lock.release)
            finally:
                queue.leaving = False

    async def _wait(self, lock: QueuedLock) -> None:
        now = asyncio.get_running_loop().time
        since, was_next = now(), False
        while not await self._threads.run(lock.advance):
            if lock.next and not was_next:
                since, was_next = now(), True
            pause = _PAUSE_SHARE * (now() - since)
            await asyncio.sleep(min(max(pause, _MIN_PAUSE), _MAX_PAUSE))
