"""Snapshots: the whole state after a certain record, so that a start need not read everything that ever happened.

A forked copy of the process holds the state of one moment and writes it in peace, while the original goes on serving.
A snapshot is of the same form as the log. Only when it is on disk do the older one and the records it includes go.
"""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import os
import signal
import traceback
from itertools import islice
from typing import TYPE_CHECKING, Final

from momento_local.embedded_aws import frames
from momento_local.embedded_aws.frames import FileDamaged
from momento_local.embedded_aws.recorder import encode
from momento_local.embedded_aws.write_ahead_log import first_of, sync_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from momento_local.embedded_aws.recorder import Change, Keeper, Recorder

SUFFIX: Final = ".snapshot"
PARTIAL: Final = ".partial"
CHANGES_PER_RECORD: Final = 200
LEAST_BYTES: Final = 32 * 1024 * 1024
"""Of log, before a snapshot is worth it; later as many as the snapshot before took, so that each byte is written about
twice and a start reads at most about three times what there is."""
LOOK_SECONDS: Final = 1.0
TIMEOUT_SECONDS: Final = 60.0
"""Pause after a snapshot that failed."""

LOGGER: Final = logging.getLogger("momento.embedded_aws")


def newest(folder: Path) -> Path | None:
    """The snapshot to begin with; None when there is none."""
    return max(folder.glob(f"*{SUFFIX}"), default=None)


def read(path: Path) -> Iterator[bytes]:
    """The payloads of a snapshot; raises FileDamaged when it is not whole."""
    last = b""
    for frame in frames.read(path, 1):
        if last:
            yield last
        last = frame.payload
    if json.loads(last or b"null") != "end":
        raise FileDamaged(f"{path} is damaged: it does not reach its end.")


def write(path: Path, changes: Iterable[Change]) -> None:
    """Puts a snapshot on disk under the name `path`, which must not be there yet; raises OSError."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    rest, parent, number = iter(changes), os.getppid(), 0
    with os.fdopen(descriptor, "wb") as file:
        file.write(frames.MAGIC)
        while some := list(islice(rest, CHANGES_PER_RECORD)):
            number += 1
            file.write(frames.encode(number, 1, encode(some)))
            if os.getppid() != parent:
                raise InterruptedError("The process that wanted this snapshot is gone.")
        file.write(frames.encode(number + 1, 1, b'"end"'))
        file.flush()
        os.fsync(file.fileno())


def publish(partial: Path, path: Path) -> None:
    """Gives a snapshot its name, and removes older ones."""
    partial.replace(path)
    sync_folder(path.parent)
    for older in path.parent.glob(f"*{SUFFIX}"):
        if older.name < path.name:
            older.unlink()


def path_of(folder: Path, sequence: int) -> Path:
    """The name of the snapshot that includes the records up to the one numbered `sequence`."""
    return folder / f"{sequence:020}{SUFFIX}"


def sequence_of(path: Path | None) -> int:
    """The number of the last record that a snapshot includes; 0 without one."""
    return 0 if path is None else first_of(path)


class Snapshots:
    """Takes a snapshot whenever the log has grown by as much as the state holds."""

    def __init__(self, folder: Path, recorder: Recorder, keepers: list[Keeper]) -> None:
        """Writes what `keepers` hold to `folder`."""
        self._folder = folder
        self._recorder = recorder
        self._keepers = keepers

    async def run(self) -> None:
        """Takes snapshots until cancelled."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            if self._recorder.log.grown > self._enough() and not await self.take():
                await asyncio.sleep(TIMEOUT_SECONDS)

    async def take(self) -> bool:
        """Takes a snapshot now; whether it is on disk."""
        with self._recorder.lock:
            # The copy holds the lock's state, too: nothing is half changed in it.
            sequence = self._recorder.log.rotate()
            path = path_of(self._folder, sequence)
            partial = path.with_suffix(PARTIAL)
            pid = os.fork()
            if pid == 0:
                self._write_and_exit(partial)
        _, status = await asyncio.to_thread(os.waitpid, pid, 0)
        if os.waitstatus_to_exitcode(status) != 0:
            partial.unlink(missing_ok=True)
            LOGGER.error("A snapshot could not be written; the log goes on growing, and nothing is lost.")
            return False
        await asyncio.to_thread(publish, partial, path)
        await asyncio.to_thread(self._recorder.log.prune, sequence)
        return True

    def _enough(self) -> int:
        path = newest(self._folder)
        return max(LEAST_BYTES, 0 if path is None else path.stat().st_size)

    def _write_and_exit(self, partial: Path) -> None:
        """Runs in the copy and never returns; whatever goes wrong becomes an exit code the original reports."""
        code = 1
        try:
            gc.disable()
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            # Sockets and the lock would outlive the original; standard error stays.
            os.closerange(3, os.sysconf("SC_OPEN_MAX"))
            os.nice(5)
            write(partial, (change for keeper in self._keepers for change in keeper.dump()))
            code = 0
        except BaseException:  # noqa: BLE001  # the copy must not run on into the server's code
            traceback.print_exc()
        finally:
            os._exit(code)
