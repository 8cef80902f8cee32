"""The decoder: a few sandboxed processes, each kept warm for one user, and replaced for another or when it breaks."""

from __future__ import annotations

import logging
import os
import signal
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Final, Never

from momento_scanner.adapters.outbound.decoder.container_integrity.padding import content_damaged
from momento_scanner.adapters.outbound.decoder.sandbox.faults import decoder_limit
from momento_scanner.adapters.outbound.decoder.sandbox.isolation.layer import (
    ALWAYS_REQUIRED,
    SandboxIncomplete,
    SandboxLayer,
)
from momento_scanner.adapters.outbound.decoder.sandbox.process import ProcessDied, ProcessTimedOut, SandboxedProcess
from momento_scanner.adapters.outbound.decoder.sandbox.template import Template
from momento_scanner.adapters.outbound.decoder.sandbox.wire import Job, Reply
from momento_scanner.application.deadline import Deadline
from momento_scanner.application.inspection.fair_slots import FairSlots
from momento_scanner.domain.inspection.errors import EngineUnavailable, NoVerdict, ScannerBusy
from momento_scanner.domain.inspection.time_limits import TimeLimits
from momento_scanner.domain.rejection import FileRejected

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from momento_scanner.adapters.outbound.decoder.sandbox.limits import WorkerLimits
    from momento_scanner.domain.description.decoded_media import DecodedMedia
    from momento_scanner.domain.formats.media_type import MediaType
    from momento_scanner.domain.inspection.limits import MediaLimits

_logger = logging.getLogger(__name__)
# A decoder that trips over a file ends with one of these; by any other end but those below its limits ended it.
_CRASHES: Final = frozenset({-signal.SIGSEGV, -signal.SIGBUS, -signal.SIGILL, -signal.SIGFPE})

# Nothing that a decoder does ends it with these: the kernel is short of memory, or an operator ended it.
_KILLED: Final = frozenset({-signal.SIGKILL, -signal.SIGTERM})
_MAX_QUEUE_LENGTH: Final = 256
_READINESS: Final = "readiness"
MAX_WAIT_SECONDS: Final = 3600.0


@dataclass(slots=True)
class _Slot:
    """A place for one process, empty until it is started, and for whom that has decoded."""

    process: SandboxedProcess | None = None
    share: str | None = None


class WorkerPool:
    """Decodes files in `workers` processes at a time; more calls wait for `times.wait`, in fair turns by share."""

    def __init__(
        self,
        *,
        workers: int,
        worker_limits: WorkerLimits,
        media_limits: MediaLimits,
        required_layers: frozenset[SandboxLayer] = ALWAYS_REQUIRED,
        times: TimeLimits | None = None,
        start: Callable[[WorkerLimits], SandboxedProcess] | None = None,
    ) -> None:
        """Starts the processes at once, without waiting for them; unless `start` does it, one template forks them."""
        self._worker_limits = worker_limits
        self._media_limits = media_limits
        self._required_layers = required_layers
        self._times = times or TimeLimits()
        self._template = None if start else Template(worker_limits)
        self._start = start or self._forked
        self._closed = threading.Event()
        self._reported = threading.Event()
        self._turns = FairSlots(workers, _MAX_QUEUE_LENGTH)
        self._slots = tuple(_Slot(self._start(worker_limits)) for _ in range(workers))
        self._lock = threading.Lock()
        self._idle = list(self._slots)

    def decode(self, path: Path, media_type: MediaType, deadline: Deadline, share: str, *, slow: bool) -> DecodedMedia:
        """Reads the whole file at `path` in a sandboxed process, which has a lower priority when the file is `slow`."""
        job = Job(media_type.content_type, self._media_limits)
        with (
            path.open("rb") as file,
            self._slot(share, self._timeout(path, deadline, slow=slow), deadline, slow=slow) as slot,
        ):
            reply = self._run(slot, share, job, file, deadline, slow=slow)
        if reply.rejection is not None:
            raise FileRejected(reply.rejection)
        if reply.decoded is None:
            _logger.error("decoder fault", extra={"fault": reply.fault, "content_type": media_type.content_type})
            raise content_damaged()
        return reply.decoded

    def check(self) -> None:
        """Returns when a process is ready or all are at work.

        Raises:
            EngineUnavailable: none can be started.
        """
        try:
            with self._slot(_READINESS, 0, Deadline.after(0), slow=False) as slot:
                self._ready(slot)
        except ScannerBusy:
            return

    def close(self) -> None:
        """Kills every process; decodes under way end with EngineUnavailable."""
        self._closed.set()
        if self._template is not None:
            self._template.stop()
        for slot in self._slots:
            if slot.process is not None:
                slot.process.kill()

    def _forked(self, limits: WorkerLimits) -> SandboxedProcess:
        return SandboxedProcess(limits, template=self._template)

    def _timeout(self, path: Path, deadline: Deadline, *, slow: bool) -> float:
        # There are few places for what is slow, and to give up would have it scanned again: it waits as long as enough
        # time is left to decode it.
        spare = deadline.at_most(MAX_WAIT_SECONDS) - self._times.decode(path.stat().st_size)
        return max(self._times.wait, spare) if slow else self._times.wait

    @contextmanager
    def _slot(self, share: str, seconds: float, deadline: Deadline, *, slow: bool) -> Iterator[_Slot]:
        with self._turns.slot(share, seconds, deadline, slow=slow):
            if self._closed.is_set():
                raise EngineUnavailable("the decoder is being stopped")
            slot = self._take(share)
            try:
                yield slot
            finally:
                with self._lock:
                    self._idle.append(slot)

    def _take(self, share: str) -> _Slot:
        """An idle slot whose process knows files of `share` alone, or none, before any other."""
        with self._lock:
            slot = min(self._idle, key=lambda it: (it.share != share, it.share is not None))
            self._idle.remove(slot)
        return slot

    def _run(self, slot: _Slot, share: str, job: Job, file: IO[bytes], deadline: Deadline, *, slow: bool) -> Reply:
        if slot.share not in {None, share}:
            # Anyone who took a decoder over with one user's file would see the next one's.
            self._replace(slot)
        process = self._ready(slot)
        slot.share = share
        if slow:
            process.lower_priority()
        seconds = deadline.at_most(self._times.decode(os.fstat(file.fileno()).st_size))
        try:
            with deadline.interrupting(process.kill):
                reply = process.run(job, file, seconds)
        except ProcessTimedOut:
            self._replace(slot)
            # A machine that has much to do is no fault of the file; its own limit is on processor time.
            raise NoVerdict(f"the file was not decoded in {seconds:.0f} s") from None
        except ProcessDied as died:
            self._replace(slot)
            if deadline.passed:
                # Ended by ourselves: its file was refused by the scan, or its caller has gone.
                raise NoVerdict("the caller no longer waits for the decoder") from died
            self._refuse(died, job)
        if slow or process.tasks >= self._worker_limits.tasks:
            self._replace(slot)
        return reply

    def _refuse(self, died: ProcessDied, job: Job) -> Never:
        if self._closed.is_set():
            raise EngineUnavailable("the decoder is being stopped") from died
        _logger.warning("decoder died", extra={"exit_code": died.code, "content_type": job.content_type})
        if died.code in _KILLED:
            raise NoVerdict("a decoder was killed from outside") from died
        raise content_damaged() if died.code in _CRASHES else decoder_limit()

    def _ready(self, slot: _Slot) -> SandboxedProcess:
        if slot.process is None or not slot.process.alive:
            slot.process = self._start(self._worker_limits)
        try:
            slot.process.wait_ready()
        except (ProcessDied, ProcessTimedOut) as error:
            slot.process.stop()
            slot.process = None
            raise EngineUnavailable(f"a decoder process does not start: {error}") from error
        self._inspect_sandbox(slot.process)
        return slot.process

    def _inspect_sandbox(self, process: SandboxedProcess) -> None:
        if not self._reported.is_set():
            self._reported.set()
            missing = sorted(frozenset(SandboxLayer) - process.layers)
            log = _logger.warning if missing else _logger.info
            log("decoder sandbox", extra={"layers": sorted(process.layers), "missing_layers": missing})
        if absent := self._required_layers - process.layers:
            raise SandboxIncomplete(absent)

    def _replace(self, slot: _Slot) -> None:
        if slot.process is not None:
            slot.process.stop()
        slot.share = None
        slot.process = None if self._closed.is_set() else self._start(self._worker_limits)
