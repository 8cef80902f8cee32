"""The fenced process: takes jobs and open files from standard input, decodes, and replies on the same socket.

Started as `python -m momento_scanner.adapters.outbound.worker.child <memory bytes> <cpu seconds>`.
"""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING

from momento_scanner.adapters.outbound.worker import preload
from momento_scanner.adapters.outbound.worker.decode import decode
from momento_scanner.adapters.outbound.worker.faults import reply_to
from momento_scanner.adapters.outbound.worker.fence.build import build_fence
from momento_scanner.adapters.outbound.worker.limits import allow_cpu
from momento_scanner.adapters.outbound.worker.wire import LENGTH, Greeting, Job, Reply, body_length, framed, job_from
from momento_scanner.domain.media_type import BY_CONTENT_TYPE

if TYPE_CHECKING:
    from collections.abc import Callable


def serve(arguments: list[str], work: Callable[[Job, IO[bytes]], Reply]) -> None:
    """Builds the fence, then does `work` for each job until the scanner hangs up."""
    memory_bytes, cpu_seconds = (int(argument) for argument in arguments)
    scanner = socket.socket(fileno=os.dup(sys.stdin.fileno()))
    _silence()
    preload.everything()
    scanner.sendall(framed(Greeting(build_fence(memory_bytes))))
    while received := _next(scanner):
        job, file = received
        allow_cpu(cpu_seconds)
        with file:
            scanner.sendall(framed(work(job, file)))


def _next(scanner: socket.socket) -> tuple[Job, IO[bytes]] | None:
    # A frame and its file are sent in one piece, and the next job only after the reply to the last.
    head, files, _, _ = socket.recv_fds(scanner, LENGTH.size, 1)
    if not head:
        return None
    job = job_from(scanner.recv(body_length(head), socket.MSG_WAITALL))
    return job, os.fdopen(files[0], "rb")


def _silence() -> None:
    # Libraries that print must not put content of files into the logs.
    with Path(os.devnull).open("r+b") as nowhere:
        for standard in (sys.stdin, sys.stdout, sys.stderr):
            os.dup2(nowhere.fileno(), standard.fileno())


def _decoded(job: Job, file: IO[bytes]) -> Reply:
    try:
        return Reply(decoded=decode(file, BY_CONTENT_TYPE[job.content_type], job.limits))
    except Exception as error:  # noqa: BLE001  # the process boundary: whatever it is, the scanner has to hear of it
        return reply_to(error)


if __name__ == "__main__":
    serve(sys.argv[1:], _decoded)
