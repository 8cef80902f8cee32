"""Log files of the parts: their last lines, and keeping them small."""

from __future__ import annotations

import os
import shutil
from collections import deque
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

ROTATE_BYTES: Final = 20 * 1024 * 1024
GENERATIONS: Final = 3


def tail(path: Path, lines: int = 20) -> str:
    """The last lines of the log at `path`."""
    if not path.exists():
        return "(nothing)"
    with path.open(encoding="utf-8", errors="replace") as file:
        return "".join(deque(file, maxlen=lines))


def rotate(path: Path, *, limit: int = ROTATE_BYTES, generations: int = GENERATIONS) -> bool:
    """Moves the content of a log of more than `limit` bytes to `path`.1, older ones to .2 and so on.

    The file itself stays, emptied: the program that writes it holds it open for appending.
    """
    if not path.exists() or path.stat().st_size <= limit:
        return False
    for generation in range(generations - 1, 0, -1):
        older = path.with_name(f"{path.name}.{generation}")
        if older.exists():
            older.replace(path.with_name(f"{path.name}.{generation + 1}"))
    shutil.copyfile(path, path.with_name(f"{path.name}.1"))
    os.truncate(path, 0)
    return True
