"""CPU seconds of processes while something happens, those of their children included, also of children that ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Mapping


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and all that it has started so far."""
    process = psutil.Process(pid)
    return _own(process) + sum(map(_quietly, process.children(recursive=True)))


def spent(before: Mapping[str, float], after: Mapping[str, float]) -> dict[str, float]:
    """The difference, by name; a child that ended in between and was never waited for would count as nothing."""
    return {name: max(0.0, after[name] - before[name]) for name in before}


def _own(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system + times.children_user + times.children_system


def _quietly(process: psutil.Process) -> float:
    try:
        return _own(process)
    except psutil.NoSuchProcess:
        return 0.0
