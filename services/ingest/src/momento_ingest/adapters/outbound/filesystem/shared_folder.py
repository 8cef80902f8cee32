"""Folders that come and go while several replicas work in them."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from momento_ingest.adapters.outbound.filesystem.durable import private_folder, replace_file

if TYPE_CHECKING:
    from pathlib import Path


def keep_file(path: Path, content: bytes) -> None:
    """`replace_file` in a folder that is made where it is missing.

    Another replica may take a folder away that has long been empty, but not the one that is then made.
    """
    try:
        replace_file(private_folder(path.parent) / path.name, content)
    except FileNotFoundError:
        replace_file(private_folder(path.parent) / path.name, content)


def files_in(folder: Path, suffix: str) -> list[Path]:
    """What lies in a folder with this suffix; nothing where there is no folder."""
    try:
        return [path for path in folder.iterdir() if path.suffix == suffix]
    except FileNotFoundError:
        return []


def remove_older(folder: Path, suffix: str, before: float) -> None:
    """Removes the folder's files of this suffix that were last written before `before` (seconds since 1970)."""
    for path in files_in(folder, suffix):
        with suppress(FileNotFoundError):  # another replica was faster
            if path.stat().st_mtime < before:
                path.unlink()


def remove_unused(folder: Path, before: float) -> None:
    """Removes a folder that is empty, and into which nothing came and from which nothing went since `before`."""
    with suppress(OSError):  # it is not there, or not empty
        if folder.stat().st_mtime < before:
            folder.rmdir()
