"""The fenced process: takes jobs from standard input, decodes, and replies on standard output.

Started as `python -m momento_scanner.adapters.outbound.worker.child <memory bytes> <cpu seconds>`.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import IO

import pyvips

from momento_scanner.adapters.outbound.worker.decode import decode
from momento_scanner.adapters.outbound.worker.faults import reply_to
from momento_scanner.adapters.outbound.worker.limits import allow_cpu, fence
from momento_scanner.adapters.outbound.worker.wire import LENGTH, Job, Reply, body_length, framed, job_from
from momento_scanner.domain.media_type import BY_CONTENT_TYPE


def main(arguments: list[str]) -> None:
    """Serves until standard input ends."""
    memory_bytes, cpu_seconds = (int(argument) for argument in arguments)
    replies = _private_output()
    # Each file is seen once: what libvips remembers of it would only take memory from the next.
    pyvips.cache_set_max(0)
    fence(memory_bytes)
    _say(replies, Reply())
    while head := sys.stdin.buffer.read(LENGTH.size):
        job = job_from(sys.stdin.buffer.read(body_length(head)))
        allow_cpu(cpu_seconds)
        _say(replies, _done(job))


def _private_output() -> IO[bytes]:
    # Libraries that print must not get between the replies, nor content of files into the logs.
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
        os.dup2(nowhere.fileno(), sys.stderr.fileno())
    return replies


def _done(job: Job) -> Reply:
    try:
        return Reply(decoded=decode(Path(job.path), BY_CONTENT_TYPE[job.content_type], job.limits))
    except Exception as error:  # noqa: BLE001  # the process boundary: whatever it is, the scanner has to hear of it
        return reply_to(error)


def _say(replies: IO[bytes], reply: Reply) -> None:
    replies.write(framed(reply))
    replies.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
