"""A file whose bytes are locks among processes and machines, over NFS as well (fcntl(2), open file description locks).

The system frees the bytes of a process that ends, and an NFS server those of a machine that is gone.
"""

from __future__ import annotations

import errno
import fcntl
import os
import struct
from typing import TYPE_CHECKING, Final
from weakref import finalize

if TYPE_CHECKING:
    from pathlib import Path

_FLOCK: Final = struct.Struct("hhqqi4x")
"""`struct flock`: type, whence, start, length, process."""
_LOCKED: Final = frozenset({errno.EAGAIN, errno.EACCES})


class LockFile:
    """One handle for all locks that this process has in the file, which is made where it is missing.

    Locks of one handle do not keep each other out. One handle, since Amazon EFS has locks in at most 256 pairs of a
    file and a process for each mount ("Quotas for NFS clients").
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle = self._opened()

    def lock(self, byte: int) -> bool:
        """Locks a byte; False when another handle has it."""
        try:
            self._fcntl(fcntl.F_OFD_SETLK, fcntl.F_WRLCK, byte, 1)
        except OSError as error:
            if error.errno in _LOCKED:
                return False
            raise
        return True

    def unlock(self, first: int, count: int) -> None:
        """Frees `count` bytes; those that are not locked are no error."""
        self._fcntl(fcntl.F_OFD_SETLK, fcntl.F_UNLCK, first, count)

    def locked_elsewhere(self, first: int, count: int) -> int | None:
        """One of `count` bytes, no particular one, that another handle has; None when it has none of them."""
        kind, _, start, *_ = self._fcntl(fcntl.F_OFD_GETLK, fcntl.F_WRLCK, first, count)
        return None if kind == fcntl.F_UNLCK else start

    def _fcntl(self, command: int, kind: int, first: int, count: int) -> tuple[int, ...]:
        asked = _FLOCK.pack(kind, os.SEEK_SET, first, count, 0)
        try:
            return _FLOCK.unpack(fcntl.fcntl(self._handle, command, asked))
        except OSError as error:
            if error.errno != errno.ESTALE:
                raise
            # Somebody has removed the file, and its locks with it.
            self._handle = self._opened()
            return _FLOCK.unpack(fcntl.fcntl(self._handle, command, asked))

    def _opened(self) -> int:
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        # Not closed before: another thread may be using its number.
        finalize(self, os.close, handle)
        return handle
