"""Folders that come and go while several replicas work in them."""

from __future__ import annotations

import errno
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from momento_ingest.adapters.outbound.filesystem.atomic_write import PART, private_folder, replace_file
from momento_ingest.adapters.outbound.filesystem.current_names import GONE, current, refresh, unless_gone

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_TRIES: Final = 5
_WRITTEN_WITHIN_SECONDS: Final = 3600
"""No file takes that long to be written, on a disk that has come back after an outage either."""


def keep_file(path: Path, content: bytes) -> None:
    """`replace_file` in a folder that is made where it is missing."""
    in_folder(path.parent, lambda: replace_file(path, content))


def in_folder(folder: Path, write: Callable[[], object]) -> None:
    """Makes the folder where it is missing, then writes.

    Another replica may take a folder away that has long been empty, and this one may still see it for a moment.
    """
    for _ in range(_TRIES):
        try:
            private_folder(folder)
            write()
        except OSError as error:
            if error.errno not in GONE | {errno.EEXIST}:
                raise
            refresh(folder)
        else:
            return
    raise FileNotFoundError(errno.ENOENT, "the folder does not stay", str(folder))


def files_in(folder: Path, suffix: str) -> list[Path]:
    """What lies in a folder with this suffix; nothing where there is no folder."""
    try:
        return [path for path in current(lambda it: list(it.iterdir()), folder) if path.suffix == suffix]
    except FileNotFoundError:
        return []


def remove_older(folder: Path, suffix: str, before: float) -> None:
    """Removes the folder's files of this suffix that were last written before `before` (seconds since 1970)."""
    for path in files_in(folder, suffix):
        with unless_gone():  # another replica was faster
            if path.stat().st_mtime < before:
                path.unlink()


def remove_torn(folder: Path) -> None:
    """Removes what crashes have left half written."""
    remove_older(folder, PART, time.time() - _WRITTEN_WITHIN_SECONDS)


def remove_unused(folder: Path, before: float) -> None:
    """Removes a folder that is empty, and into which nothing came and from which nothing went since `before`."""
    with suppress(OSError):  # it is not there, or not empty
        if folder.stat().st_mtime < before:
            folder.rmdir()
