"""Locks as files under `flock`: the system lets go of them when their holder's process ends, however it does."""

from __future__ import annotations

import asyncio
import fcntl
import os
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from momento_ingest.adapters.outbound.filesystem.durable import private_folder

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

PAUSE_SECONDS: Final = 0.02


class FilesystemLocks:
    """One file a lock, there only while somebody has it or wants it."""

    def __init__(self, folder: Path) -> None:
        self._folder = private_folder(folder)

    @asynccontextmanager
    async def attempt(self, name: str) -> AsyncIterator[bool]:
        """See the port."""
        path = self._folder / name
        handle = _taken(path)
        try:
            yield handle is not None
        finally:
            if handle is not None:
                # Removed while held: whoever opened it meanwhile sees that it is no longer the lock's file.
                path.unlink(missing_ok=True)
                os.close(handle)

    @asynccontextmanager
    async def hold(self, name: str) -> AsyncIterator[None]:
        """See the port."""
        while True:
            async with self.attempt(name) as held:
                if held:
                    yield
                    return
            await asyncio.sleep(PAUSE_SECONDS)


def _taken(path: Path) -> int | None:
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.fstat(handle).st_ino == path.stat().st_ino:
            return handle
    except (BlockingIOError, FileNotFoundError):
        # Somebody has it, or had it until now and has taken its file away.
        pass
    os.close(handle)
    return None
