"""Looking files up in folders that other machines change: NFS clients remember names, and names that are missing.

Opening a file asks the server for its length and content (close-to-open consistency, nfs(5)), but for up to a minute
the client does so by what the name stood for when it was looked up: a file that was replaced, or none. When a folder is
opened the client asks whether it has changed, and then looks its names up again.
"""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

T = TypeVar("T")

GONE: Final = frozenset({errno.ENOENT, errno.ESTALE})
"""ESTALE is what a server says of a file that was removed or replaced after it was looked up."""
_TRIES: Final = 20
"""Tries with a file that is replaced during each of them."""
_LEVELS: Final = 3
"""How deep the folders lie that come and go, and the one that holds them."""


@contextmanager
def unless_gone() -> Iterator[None]:
    """Passes over the absence of a file or folder in its block."""
    try:
        yield
    except OSError as error:
        if error.errno not in GONE:
            raise


def remove(path: Path) -> None:
    """Deletes a file; one that is gone is no error."""
    with unless_gone():
        path.unlink()


def current(call: Callable[[Path], T], *paths: Path) -> T:
    """What `call` returns for the first of `paths` that exists now, whichever machine made it.

    Raises FileNotFoundError when none of them does.
    """
    for levels in (1, *[_LEVELS] * _TRIES):
        errors = []
        for path in paths:
            refresh(path.parent, levels)
            try:
                return call(path)
            except OSError as error:
                if error.errno not in GONE:
                    raise
                errors.append(error.errno)
        if levels > 1 and errno.ESTALE not in errors:
            break
    raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(paths[0]))


def refresh(folder: Path, levels: int = _LEVELS) -> None:
    """Lets an NFS client notice whether a folder, and some of those above it, have changed."""
    for each in (*reversed(folder.parents[: levels - 1]), folder):
        with suppress(OSError):  # one that is not there now has nothing to notice
            os.close(os.open(each, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC))


def status(path: Path) -> os.stat_result:
    """Length and time of a file as it was written last, on whichever machine; raises FileNotFoundError."""
    return current(_status, path)


def _status(path: Path) -> os.stat_result:
    # Not `stat`, which an NFS client answers from memory: opening the file asks the server.
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return os.fstat(handle)
    finally:
        os.close(handle)
