"""What small files hold, read again only when they have been replaced.

A user's uploads are looked through for each new one: to unseal five hundred entries each time costs more than the rest.
"""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

T = TypeVar("T")
_Version = tuple[int, int, int, int]


class KnownFiles(Generic[T]):
    """Remembers what was made of each file; safe to use from several threads.

    Files must be replaced as a whole, never written into: then file number, time and length tell one from the next.
    """

    def __init__(self, decoded: Callable[[bytes], T], most: int) -> None:
        """`decoded` makes something of a file's bytes; what was made of `most` files is remembered."""
        self._decoded = decoded
        self._most = most
        self._known: OrderedDict[Path, tuple[_Version, T]] = OrderedDict()
        self._lock = threading.Lock()

    def read(self, path: Path) -> T:
        """What the file holds now; raises OSError, and what `decoded` raises."""
        # Opened each time: an NFS client asks its server then, and only then, whether there is another.
        with path.open("rb", buffering=0) as file:
            version = _version(os.fstat(file.fileno()))
            known = self._known.get(path)
            if known is not None and known[0] == version:
                return known[1]
            content = file.readall()
        made = self._decoded(content)
        self._remember(path, version, made)
        return made

    def forget(self, path: Path) -> None:
        """Reads the file anew next time: this process has replaced it, maybe so fast that its time is the same."""
        with self._lock:
            self._known.pop(path, None)

    def _remember(self, path: Path, version: _Version, made: T) -> None:
        with self._lock:
            self._known[path] = (version, made)
            self._known.move_to_end(path)
            if len(self._known) > self._most:
                self._known.popitem(last=False)


def _version(status: os.stat_result) -> _Version:
    return status.st_ino, status.st_mtime_ns, status.st_ctime_ns, status.st_size
