"""Who runs: a record on disk for each process, so that a later launcher can find, judge and end what was left over.

A process id alone proves nothing, since the system uses ids again. A record therefore also holds when the process was
created, and every process of a stack carries the stack's folder in its environment.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Final

import psutil

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MARK: Final = "MOMENTO_STACK"
"""The environment variable that names the folder of the stack a process belongs to."""
SAME_SECONDS: Final = 0.02
"""Creation times are kept in clock ticks of 10 ms (proc(5), starttime)."""
GRACE_SECONDS: Final = 5


def write(folder: Path, name: str, pid: int) -> None:
    """Notes that the process `pid` is the part `name`."""
    record = {"pid": pid, "created": psutil.Process(pid).create_time()}
    (folder / f"{name}.json").write_text(json.dumps(record), encoding="ascii")


def remove(folder: Path, name: str) -> None:
    """Forgets the part `name`."""
    (folder / f"{name}.json").unlink(missing_ok=True)


def find(folder: Path, name: str) -> psutil.Process | None:
    """The process recorded as `name`; None when it has ended, also when its id belongs to another process by now."""
    path = folder / f"{name}.json"
    try:
        record = json.loads(path.read_text(encoding="ascii"))
        process = psutil.Process(record["pid"])
        same = abs(process.create_time() - record["created"]) < SAME_SECONDS
    except (FileNotFoundError, json.JSONDecodeError, psutil.NoSuchProcess):
        return None
    return process if same and process.status() != psutil.STATUS_ZOMBIE else None


def leftovers(stack: Path) -> Iterator[psutil.Process]:
    """Processes of this user that carry the mark of the stack in the folder `stack`, but for this very process."""
    for process in psutil.process_iter():
        try:
            ours = process.uids().real == os.getuid() and process.pid != os.getpid()
            if ours and process.status() != psutil.STATUS_ZOMBIE and process.environ().get(MARK) == str(stack):
                yield process
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue


def end_leftovers(stack: Path) -> list[int]:
    """Ends what is left of an earlier run of the stack in the folder `stack`; the ids it ended."""
    return _end(list(leftovers(stack)))


def end_group(stack: Path, group: int) -> list[int]:
    """Ends what is left of the process group `group` (its leader's id), if it belongs to the stack in `stack`."""
    return _end([process for process in leftovers(stack) if _group(process) == group])


def _group(process: psutil.Process) -> int | None:
    try:
        return os.getpgid(process.pid)
    except ProcessLookupError:
        return None


def _end(found: list[psutil.Process]) -> list[int]:
    for process in found:
        _signal(process, kill=False)
    _, stubborn = psutil.wait_procs(found, timeout=GRACE_SECONDS)
    for process in stubborn:
        _signal(process, kill=True)
    psutil.wait_procs(stubborn, timeout=GRACE_SECONDS)
    return [process.pid for process in found]


def resident_bytes(pid: int) -> int:
    """Resident memory of the process `pid` and its children, in bytes."""
    try:
        leader = psutil.Process(pid)
        return sum(_resident(process) for process in [leader, *leader.children(recursive=True)])
    except psutil.NoSuchProcess:
        return 0


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


def _signal(process: psutil.Process, *, kill: bool) -> None:
    # psutil compares the creation time once more before it sends a signal.
    try:
        if kill:
            process.kill()
        else:
            process.terminate()
    except psutil.NoSuchProcess:
        return
