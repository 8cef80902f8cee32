"""The processes that decode: a template, which is loaded and confined once, and the decoders that it forks.

Started as `python -m momento_scanner.adapters.outbound.decoder.sandbox.child <memory bytes> <cpu seconds>`. Each byte
that comes on standard input comes with a socket, and a decoder is forked for it: it greets there, takes jobs and open
files, and replies. The template has one thread and never sees a file, so what it forks is as clean as if it were
started anew.
"""

from __future__ import annotations

import gc
import os
import platform
import socket
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING, Never

from momento_scanner.adapters.outbound.decoder.formats.decode import decode
from momento_scanner.adapters.outbound.decoder.sandbox import preload
from momento_scanner.adapters.outbound.decoder.sandbox.faults import reply_to
from momento_scanner.adapters.outbound.decoder.sandbox.isolation.architecture import ARCHITECTURES
from momento_scanner.adapters.outbound.decoder.sandbox.isolation.build import build_inherited_layers, build_own_layers
from momento_scanner.adapters.outbound.decoder.sandbox.isolation.kernel import fork_sibling
from momento_scanner.adapters.outbound.decoder.sandbox.limits import WorkerLimits, allow_cpu
from momento_scanner.adapters.outbound.decoder.sandbox.wire import (
    LENGTH,
    Greeting,
    Job,
    Reply,
    body_length,
    framed,
    job_from,
)
from momento_scanner.domain.formats.media_type import BY_CONTENT_TYPE

if TYPE_CHECKING:
    from collections.abc import Callable

    from momento_scanner.adapters.outbound.decoder.sandbox.isolation.layer import SandboxLayer

    Work = Callable[[Job, IO[bytes]], Reply]


def serve(arguments: list[str], work: Work) -> None:
    """Forks a decoder, which does `work` in the sandbox, for each socket that comes, until the scanner hangs up."""
    limits = WorkerLimits(*(int(argument) for argument in arguments))
    orders = socket.socket(fileno=os.dup(sys.stdin.fileno()))
    clone = ARCHITECTURES[platform.machine()].conditional["clone"]
    _silence()
    preload.everything()
    layers = build_inherited_layers()
    # What a collection marks would be copied into each decoder.
    gc.freeze()
    while scanner := _next_socket(orders):
        with scanner:
            if not fork_sibling(clone):
                orders.close()
                _take_jobs(scanner, layers, limits, work)


def _next_socket(orders: socket.socket) -> socket.socket | None:
    order, sockets, _, _ = socket.recv_fds(orders, 1, 1)
    return socket.socket(fileno=sockets[0]) if order else None


def _take_jobs(scanner: socket.socket, layers: frozenset[SandboxLayer], limits: WorkerLimits, work: Work) -> Never:
    try:
        scanner.sendall(framed(Greeting(layers | build_own_layers(limits.memory_bytes), os.getpid())))
        while received := _next(scanner):
            job, file = received
            allow_cpu(limits.cpu_seconds)
            with file:
                scanner.sendall(framed(work(job, file)))
    finally:
        # Whatever happens, a decoder never goes on as the template.
        os._exit(0)


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
