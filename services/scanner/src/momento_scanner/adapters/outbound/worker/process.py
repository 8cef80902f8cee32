"""One fenced process, seen from the scanner."""

from __future__ import annotations

import select
import socket
import subprocess
import sys
import time
from typing import IO, TYPE_CHECKING, Final

from momento_scanner.adapters.outbound.worker.wire import (
    LENGTH,
    FrameMalformed,
    Job,
    Reply,
    body_length,
    framed,
    greeting_from,
    reply_from,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_scanner.adapters.outbound.worker.fence.wall import Wall
    from momento_scanner.adapters.outbound.worker.limits import WorkerLimits

_COMMAND: Final = (sys.executable, "-m", "momento_scanner.adapters.outbound.worker.child")
_START_SECONDS: Final = 30.0
_READ_BYTES: Final = 256 * 1024
# Nothing of the scanner's environment is passed on: not even /proc/self/environ holds a credential. The rest keeps
# libraries from starting threads that reserve memory, and libvips from its less trusted loaders.
_ENVIRONMENT: Final = {
    "VIPS_CONCURRENCY": "1",
    "VIPS_BLOCK_UNTRUSTED": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",
    "PYTHONSAFEPATH": "1",
    "LC_ALL": "C.UTF-8",
}


class ProcessTimedOut(Exception):
    """The process did not reply in time."""


class ProcessDied(Exception):
    """The process ended, or said nonsense and cannot be trusted any more.

    Attributes:
        code: its exit code, negative for the signal that ended it, None while it is still there.
    """

    def __init__(self, code: int | None) -> None:
        super().__init__(f"a decoder ended with {code}")
        self.code = code


class FencedProcess:
    """A running worker process; one job at a time."""

    def __init__(self, limits: WorkerLimits, command: Sequence[str] = _COMMAND) -> None:
        """Starts the process; `wait_ready` tells when it takes jobs."""
        # A socket and not a pipe: open files are handed over on it.
        self._socket, theirs = socket.socketpair()
        with theirs:
            # Started afresh and not forked: gRPC's threads and locks do not survive a fork.
            self._process = subprocess.Popen(  # noqa: S603  # our own module and two numbers
                [*command, str(limits.memory_bytes), str(limits.cpu_seconds)],
                stdin=theirs.fileno(),
                env=_ENVIRONMENT,
                cwd="/",
                start_new_session=True,
            )
        self._ready = False
        self.walls: frozenset[Wall] = frozenset()
        """Those of its fence that stand; known once it is ready."""
        self.tasks = 0
        """How many jobs it was given."""

    def wait_ready(self) -> None:
        """Waits for the greeting.

        Raises:
            ProcessDied: it could not start.
            ProcessTimedOut: it takes too long.
        """
        if not self._ready:
            try:
                self.walls = greeting_from(self._frame(_START_SECONDS)).walls
            except FrameMalformed as error:
                raise ProcessDied(None) from error
            self._ready = True

    def run(self, job: Job, file: IO[bytes], seconds: float) -> Reply:
        """Has the process do `job` with `file`, which has to be open for reading only.

        Raises:
            ProcessDied: it ended, most likely because of the file.
            ProcessTimedOut: the file takes more than `seconds`.
        """
        self.tasks += 1
        try:
            socket.send_fds(self._socket, [framed(job)], [file.fileno()])
        except (BrokenPipeError, ConnectionResetError):
            raise ProcessDied(self._process.wait()) from None
        try:
            return reply_from(self._frame(seconds))
        except FrameMalformed as error:
            raise ProcessDied(None) from error

    def kill(self) -> None:
        """Ends the process, whatever it does; a `run` under way in another thread then raises ProcessDied."""
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """Ends the process and lets go of it; no `run` may be under way."""
        self.kill()
        self._socket.close()

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def _frame(self, seconds: float) -> bytes:
        deadline = time.monotonic() + seconds
        return self._exactly(body_length(self._exactly(LENGTH.size, deadline)), deadline)

    def _exactly(self, count: int, deadline: float) -> bytes:
        received = bytearray()
        while len(received) < count:
            received += self._part(min(count - len(received), _READ_BYTES), deadline)
        return bytes(received)

    def _part(self, most: int, deadline: float) -> bytes:
        poll = select.poll()
        poll.register(self._socket, select.POLLIN)
        if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
            raise ProcessTimedOut
        try:
            # Descriptors that a process sends along are not taken: recv closes them unseen.
            part = self._socket.recv(most)
        except ConnectionResetError:
            part = b""
        if not part:
            raise ProcessDied(self._process.wait())
        return part
