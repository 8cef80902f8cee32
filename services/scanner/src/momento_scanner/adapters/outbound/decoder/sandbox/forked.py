"""A child of this process that it did not start itself."""

from __future__ import annotations

import os
import select
import signal
import threading
from contextlib import suppress
from pathlib import Path
from typing import Final

LOW_PRIORITY: Final = 10
"""A niceness: about a tenth of what a process of the usual one gets, where both want all of it (sched(7))."""


class ForkedChild:
    """The child with the id `pid`, which is nobody else's as long as it was not waited for."""

    def __init__(self, pid: int) -> None:
        """Raises ProcessLookupError when there is none."""
        self.pid = pid
        self._file = os.pidfd_open(pid)
        self._lock = threading.Lock()
        self._open = True
        self._code: int | None = None

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return not self._wait(0)

    def lower_priority(self) -> None:
        """Lets others of this machine have the processor first, if this process may say so; for good."""
        # It may have ended, or its threads not be shown: then it goes on as it is.
        with self._lock, suppress(FileNotFoundError):
            if self._open:
                # A priority is a thread's own, and threads of libraries outlive a file.
                for thread in Path(f"/proc/{self.pid}/task").iterdir():
                    with suppress(PermissionError, ProcessLookupError):
                        os.setpriority(os.PRIO_PROCESS, int(thread.name), LOW_PRIORITY)

    def kill(self) -> None:
        """Ends it, whatever it does."""
        with self._lock, suppress(ProcessLookupError):
            if self._open:
                signal.pidfd_send_signal(self._file, signal.SIGKILL)
        self._wait(None)

    def ended(self, seconds: float) -> int | None:
        """Its exit code, negative for the signal that ended it; None when it does not end in time or nobody knows."""
        self._wait(seconds)
        return self._code

    def _wait(self, seconds: float | None) -> bool:
        with self._lock:
            if self._open and self._over(seconds):
                with suppress(ChildProcessError):
                    self._code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
                os.close(self._file)
                self._open = False
            return not self._open

    def _over(self, seconds: float | None) -> bool:
        poll = select.poll()
        poll.register(self._file, select.POLLIN)
        return bool(poll.poll(None if seconds is None else seconds * 1000))
