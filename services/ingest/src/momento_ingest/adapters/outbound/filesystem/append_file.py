"""A file that is written at its end, and hashed on the way."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from momento_ingest.adapters.outbound.filesystem.current_names import current

if TYPE_CHECKING:
    from hashlib import _Hash
    from pathlib import Path


class GrowingFile:
    """Keeps count of its length, so that a write that was torn by a full disk counts as far as it came."""

    def __init__(self, path: Path, offset: int, known: _Hash | None) -> None:
        """Opens the file or makes it; `known` is the hash of its first `offset` bytes, or None not to hash."""
        self._handle = current(lambda it: os.open(it, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600), path)
        self.length = offset
        self.hash = known

    def write(self, batch: bytes) -> None:
        """Adds bytes; raises OSError when not all of them could be written."""
        left = memoryview(batch)
        while left:
            written = os.pwrite(self._handle, left, self.length)
            self.length += written
            if self.hash is not None:
                self.hash.update(left[:written])
            left = left[written:]

    def sync(self) -> None:
        """Puts what was written on the disk."""
        os.fsync(self._handle)

    def close(self) -> None:
        """Gives up the handle."""
        os.close(self._handle)
