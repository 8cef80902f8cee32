"""A file's bytes without reading them all."""

from __future__ import annotations

import mmap
from typing import IO


def mapped(file: IO[bytes]) -> mmap.mmap:
    """The whole file as memory; to be closed."""
    return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
