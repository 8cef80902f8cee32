"""One fenced process, seen from the scanner."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Final

from momento_scanner.adapters.outbound.worker.wire import (
    LENGTH,
    FrameMalformed,
    Job,
    Reply,
    body_length,
    framed,
    reply_from,
)

if TYPE_CHECKING:
    from momento_scanner.adapters.outbound.worker.limits import WorkerLimits

_MODULE: Final = "momento_scanner.adapters.outbound.worker.child"
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

    def __init__(self, limits: WorkerLimits) -> None:
        """Starts the process; `wait_ready` tells when it takes jobs."""
        self._limits = limits
        # Started afresh and not forked: gRPC's threads and locks do not survive a fork.
        self._process = subprocess.Popen(  # noqa: S603  # our own module and two numbers
            [sys.executable, "-m", _MODULE, str(limits.memory_bytes), str(limits.cpu_seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=_ENVIRONMENT,
            cwd="/",
            bufsize=0,
            start_new_session=True,
        )
        self._ready = False
        self.tasks = 0
        """How many jobs it was given."""

    def wait_ready(self) -> None:
        """Waits for the greeting.

        Raises:
            ProcessDied: it could not start.
            ProcessTimedOut: it takes too long.
        """
        if not self._ready:
            self._receive(_START_SECONDS)
            self._ready = True

    def run(self, job: Job) -> Reply:
        """Has the process do `job`.

        Raises:
            ProcessDied: it ended, most likely because of the file.
            ProcessTimedOut: the file takes too long.
        """
        self.tasks += 1
        try:
            os.write(self._input, framed(job))
        except BrokenPipeError:
            raise ProcessDied(self._process.wait()) from None
        return self._receive(self._limits.wall_seconds)

    def kill(self) -> None:
        """Ends the process, whatever it does; a `run` under way in another thread then raises ProcessDied."""
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """Ends the process and lets go of it; no `run` may be under way."""
        self.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    @property
    def _input(self) -> int:
        if self._process.stdin is None:
            raise ProcessDied(None)
        return self._process.stdin.fileno()

    def _receive(self, seconds: float) -> Reply:
        deadline = time.monotonic() + seconds
        try:
            length = body_length(self._exactly(LENGTH.size, deadline))
            return reply_from(self._exactly(length, deadline))
        except FrameMalformed as error:
            raise ProcessDied(None) from error

    def _exactly(self, count: int, deadline: float) -> bytes:
        received = bytearray()
        while len(received) < count:
            received += self._part(min(count - len(received), _READ_BYTES), deadline)
        return bytes(received)

    def _part(self, most: int, deadline: float) -> bytes:
        if self._process.stdout is None:
            raise ProcessDied(None)
        poll = select.poll()
        poll.register(self._process.stdout, select.POLLIN)
        if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
            raise ProcessTimedOut
        part = os.read(self._process.stdout.fileno(), most)
        if not part:
            raise ProcessDied(self._process.wait())
        return part
