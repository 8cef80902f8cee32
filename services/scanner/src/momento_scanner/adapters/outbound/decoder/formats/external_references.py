"""FFmpeg follows addresses that it finds in files; here it finds none."""

from __future__ import annotations

from typing import Never


def refuse_other_files(url: str, flags: int, options: object) -> Never:
    """For PyAV's `io_open`: raises PermissionError, whatever is to be opened."""
    del url, flags, options
    raise PermissionError("media is one file")
