"""The process that decoders are forked from, seen from the scanner."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_scanner.adapters.outbound.decoder.sandbox.limits import WorkerLimits

COMMAND: Final = (sys.executable, "-m", "momento_scanner.adapters.outbound.decoder.sandbox.child")
_ORDER: Final = b"f"
# Nothing of the scanner's environment is passed on: not even /proc/self/environ holds a credential. The rest keeps
# libraries from starting threads that reserve memory, and libvips from its less trusted loaders.
_ENVIRONMENT: Final = {
    "VIPS_CONCURRENCY": "1",
    "VIPS_BLOCK_UNTRUSTED": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "1",
    # The pixels of a photo stay with the process: given back, each photo's would be zeroed and mapped anew.
    "MALLOC_MMAP_THRESHOLD_": str(32 * 1024 * 1024),
    "MALLOC_TRIM_THRESHOLD_": str(64 * 1024 * 1024),
    "PYTHONSAFEPATH": "1",
    "LC_ALL": "C.UTF-8",
}


class Template:
    """A process that has loaded all that a decoder needs; it is started at once, and again whenever it has ended."""

    def __init__(self, limits: WorkerLimits, command: Sequence[str] = COMMAND) -> None:
        """Starts the process, without waiting for it."""
        self._command = [*command, str(limits.memory_bytes), str(limits.cpu_seconds)]
        self._lock = threading.Lock()
        self._start()

    def fork(self) -> socket.socket:
        """A socket to a new decoder, which will greet on it, or end it when none can be forked."""
        ours, theirs = socket.socketpair()
        with theirs, self._lock:
            if self._process.poll() is not None:
                self._orders.close()
                self._start()
            # A template that has just ended takes no order; closing `theirs` tells those who wait for a greeting.
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                socket.send_fds(self._orders, [_ORDER], [theirs.fileno()])
        return ours

    def stop(self) -> None:
        """Ends the process; decoders that were forked go on."""
        with self._lock:
            self._process.kill()
            self._process.wait()
            self._orders.close()

    def _start(self) -> None:
        # Sockets and not pipes: they are handed over on it, and open files on those.
        self._orders, theirs = socket.socketpair()
        with theirs:
            # Started afresh and not forked: gRPC's threads and locks do not survive a fork.
            self._process = subprocess.Popen(  # noqa: S603  # our own module and two numbers
                self._command,
                stdin=theirs.fileno(),
                env=_ENVIRONMENT,
                cwd="/",
                start_new_session=True,
            )
