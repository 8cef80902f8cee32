"""ISO base media files: MP4, QuickTime, HEIC and AVIF (ISO/IEC 14496-12, 4.2)."""

from __future__ import annotations

import os
from typing import IO, Final

from momento_scanner.adapters.outbound.decoder.container_integrity.boxes import Box, box_at
from momento_scanner.adapters.outbound.decoder.container_integrity.foreign_files import (
    refuse_foreign_beginning,
    refuse_foreign_media,
)
from momento_scanner.adapters.outbound.decoder.container_integrity.padding import (
    MAXIMUM_PADDING,
    content_damaged,
    is_padding,
    trailing_content,
)
from momento_scanner.adapters.outbound.decoder.container_integrity.sample_tables import require_possible_tables

_MAX_BOXES: Final = 1_000_000
# A box of these that does not fit was cut off; anything else that does not fit was appended.
_STRUCTURAL: Final = frozenset(
    {b"ftyp", b"moov", b"mdat", b"meta", b"moof", b"mfra", b"free", b"skip", b"wide", b"sidx", b"styp", b"uuid"}
)
_PICTURES: Final = frozenset({b"mdat", b"moof"})
_NEEDED: Final = frozenset({b"ftyp", b"moov", b"meta", b"moof", b"mfra", b"sidx", b"styp"})
"""What a player reads; whatever else is there must not be another file."""
_LOOK_BYTES: Final = 256


def check_end(file: IO[bytes], start: int = 0, end: int | None = None) -> None:
    """Looks at the boxes from `start` to `end`, or to the end of the file.

    Raises:
        FileRejected: TRAILING_CONTENT or CONTENT_DAMAGED unless boxes fill it, and tables can be true; FOREIGN_CONTENT
            when another file lies in a box that no player needs.
    """
    size = file.seek(0, os.SEEK_END) if end is None else end
    position, seen = start, set[bytes]()
    for _ in range(_MAX_BOXES):
        if position == size:
            require_possible_tables(file, start, size)
            return
        box = box_at(file, position, size)
        if box is None or box.end > size or (box.end == size and not _ends_itself(file, box)):
            _refuse_unless_padding(file, position, size, box, seen)
            require_possible_tables(file, start, position)
            return
        if box.name not in _NEEDED:
            file.seek(box.body)
            refuse = refuse_foreign_media if box.name == b"mdat" else refuse_foreign_beginning
            refuse(file.read(min(_LOOK_BYTES, box.end - box.body)))
        seen.add(box.name)
        position = box.end
    raise content_damaged()


def _ends_itself(file: IO[bytes], box: Box) -> bool:
    # A box of length zero goes on to the end of the file; zeros that pad a file look like one without a name.
    file.seek(box.start)
    return any(file.read(4)) or box.name in _STRUCTURAL


def _refuse_unless_padding(file: IO[bytes], position: int, size: int, box: Box | None, seen: set[bytes]) -> None:
    file.seek(position)
    if is_padding(file.read(min(MAXIMUM_PADDING + 1, size - position))):
        return
    cut_off = box is not None and box.name in _STRUCTURAL
    raise trailing_content() if seen & _PICTURES and not cut_off else content_damaged()
