"""What it takes for a file to survive a power cut."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

PART: Final = ".part"
"""Suffix of a file that is being written; one that is old was left by a crash."""


def private_folder(folder: Path) -> Path:
    """`folder`, made where it is missing, for this user of the machine alone."""
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        sync_folder(folder.parent)
    return folder


def replace_file(path: Path, content: bytes) -> None:
    """Writes or replaces a file as a whole: a reader sees what was or what is, and nothing between."""
    with _written_beside(path, content) as part:
        part.replace(path)
    sync_folder(path.parent)


def add_file(path: Path, content: bytes) -> None:
    """Writes a file as a whole unless there is one already, of whichever machine: then that one stays."""
    with _written_beside(path, content) as part:
        with suppress(FileExistsError):
            path.hardlink_to(part)
        part.unlink()
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Puts the names in a folder on the disk: without this a power cut can undo a rename."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _written_beside(path: Path, content: bytes) -> Iterator[Path]:
    """A file with the content on the disk, of a name that no other process and no other thread has.

    Nothing is left of it when the disk is full or the block fails.
    """
    handle, name = tempfile.mkstemp(PART, f"{path.stem}.", path.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        yield part
    except BaseException:
        part.unlink(missing_ok=True)
        raise
