"""One sandboxed process, seen from the scanner."""

from __future__ import annotations

import contextlib
import select
import socket
import threading
import time
from typing import IO, TYPE_CHECKING, Final

from momento_scanner.adapters.outbound.decoder.sandbox.forked import ForkedChild
from momento_scanner.adapters.outbound.decoder.sandbox.template import COMMAND, Template
from momento_scanner.adapters.outbound.decoder.sandbox.wire import (
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

    from momento_scanner.adapters.outbound.decoder.sandbox.isolation.layer import SandboxLayer
    from momento_scanner.adapters.outbound.decoder.sandbox.limits import WorkerLimits

_START_SECONDS: Final = 30.0
_END_SECONDS: Final = 1.0
"""How long a process may take to end when it has hung up, or to greet when it is to be ended."""
_READ_BYTES: Final = 256 * 1024


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


class SandboxedProcess:
    """A running worker process; one job at a time."""

    def __init__(
        self, limits: WorkerLimits, command: Sequence[str] = COMMAND, template: Template | None = None
    ) -> None:
        """Has the process forked, by a template of its own if there is none; `wait_ready` tells when it takes jobs."""
        parent = template or Template(limits, command)
        self._own = parent if template is None else None
        self._socket = parent.fork()
        self._starting = threading.Lock()
        self._process: ForkedChild | None = None
        self.layers: frozenset[SandboxLayer] = frozenset()
        """Those of its sandbox that stand; known once it is ready."""
        self.tasks = 0
        """How many jobs it was given."""

    def wait_ready(self, seconds: float = _START_SECONDS) -> None:
        """Waits for the greeting.

        Raises:
            ProcessDied: it could not start.
            ProcessTimedOut: it takes too long.
        """
        with self._starting:
            if self._process is None:
                self._greet(seconds)

    def _greet(self, seconds: float) -> None:
        try:
            greeting = greeting_from(self._frame(seconds))
            self._process = ForkedChild(greeting.process)
        except (FrameMalformed, ProcessLookupError) as error:
            raise ProcessDied(None) from error
        self.layers = greeting.layers

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
            raise ProcessDied(self._ended()) from None
        try:
            return reply_from(self._frame(seconds))
        except FrameMalformed as error:
            raise ProcessDied(None) from error

    def lower_priority(self) -> None:
        """Lets others of this machine have the processor first, for as long as it lives."""
        if self._process is not None:
            self._process.lower_priority()

    def kill(self) -> None:
        """Ends the process, whatever it does; a `run` under way in another thread then raises ProcessDied."""
        with contextlib.suppress(ProcessDied, ProcessTimedOut):
            # Only its greeting says which process it is.
            self.wait_ready(_END_SECONDS)
        if self._process is not None:
            self._process.kill()

    def stop(self) -> None:
        """Ends the process and lets go of it; no `run` may be under way."""
        self.kill()
        self._socket.close()
        if self._own is not None:
            self._own.stop()

    @property
    def alive(self) -> bool:
        """Whether it still runs, or will."""
        return self._process is None or self._process.alive

    def _ended(self) -> int | None:
        return None if self._process is None else self._process.ended(_END_SECONDS)

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
            raise ProcessDied(self._ended())
        return part
