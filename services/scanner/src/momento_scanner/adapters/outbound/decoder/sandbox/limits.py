"""What a worker process may use, as the kernel enforces it."""

from __future__ import annotations

import resource
from dataclasses import dataclass
from typing import Final

_OPEN_FILES: Final = 64


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    """What one worker process may use.

    Attributes:
        memory_bytes: address space (RLIMIT_AS).
        cpu_seconds: processor time for one file (RLIMIT_CPU).
        tasks: files after which a process makes way for a fresh one, so that nothing leaks for long.
    """

    memory_bytes: int = 2 * 1024**3
    cpu_seconds: int = 120
    tasks: int = 100


def limit(memory_bytes: int) -> None:
    """Limits this process for good: memory, open files; no core dumps and no writing of files at all."""
    _limit(resource.RLIMIT_AS, memory_bytes)
    _limit(resource.RLIMIT_NOFILE, _OPEN_FILES)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)


def allow_cpu(seconds: int) -> None:
    """Lets this process use `seconds` more of processor time; the kernel then ends it with SIGXCPU."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = int(usage.ru_utime + usage.ru_stime)
    _, hardest = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (used + seconds + 1, hardest))


def _limit(kind: int, value: int) -> None:
    resource.setrlimit(kind, (value, value))
