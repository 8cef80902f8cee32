"""A lock with a queue, on the bytes of a file.

The first byte is the lock. Each byte behind it is a ticket: a process that waits locks the first one behind all that
are locked, and tries for the lock when nobody has a lower one. The lock alone keeps others out; tickets only make the
order, so that a process whose ticket is lost, or the same as another's was, only waits longer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from momento_ingest.adapters.outbound.filesystem.lock_file import LockFile

WIDTH_BYTES: Final = 1024
"""The lock and its tickets. When the last ticket is taken, newcomers wait until the queue has gone."""


class QueuedLock:
    """One process's use of a lock.

    Attributes:
        next: whether nobody else has waited for longer.
    """

    def __init__(self, file: LockFile, start: int) -> None:
        """The lock whose bytes begin at `start`."""
        self._file = file
        self._start = start
        self._ticket = 0
        self.next = False

    def attempt(self) -> bool:
        """Takes the lock if it is free, and says whether it was."""
        return self._file.lock(self._start)

    def advance(self) -> bool:
        """Takes the lock if it is this one's turn, or else a place in the queue; says whether it has the lock."""
        return self._take_in_turn() if self._ticket else self._take_or_queue()

    def release(self) -> None:
        """Gives up the lock, or the place in the queue."""
        self._file.unlock(self._start, 1 + self._ticket)
        self._ticket = 0

    def _take_or_queue(self) -> bool:
        last = self._last_ticket()
        if last == 0 and self.attempt():
            return True
        if last + 1 < WIDTH_BYTES and self._file.lock(self._start + last + 1):
            self._ticket = last + 1
        return False

    def _take_in_turn(self) -> bool:
        self.next = self._ticket == 1 or self._file.locked_elsewhere(self._start + 1, self._ticket - 1) is None
        if not self.next or not self.attempt():
            return False
        self._file.unlock(self._start + self._ticket, 1)
        self._ticket = 0
        return True

    def _last_ticket(self) -> int:
        last, end = self._start, self._start + WIDTH_BYTES
        while last + 1 < end and (locked := self._file.locked_elsewhere(last + 1, end - last - 1)) is not None:
            last = locked
        return last - self._start
