"""ISO base media files: MP4, QuickTime, HEIC and AVIF (ISO/IEC 14496-12, 4.2)."""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from typing import IO, Final

from momento_scanner.adapters.outbound.worker.endings.rest import (
    MAXIMUM_PADDING,
    content_damaged,
    is_padding,
    trailing_content,
)

_HEADER: Final = struct.Struct(">I4s")
_LARGE: Final = struct.Struct(">Q")
_LARGE_SIZE: Final = 1
_TO_THE_END: Final = 0
_MOST_BOXES: Final = 1_000_000
# A box of these that does not fit was cut off; anything else that does not fit was appended.
_STRUCTURAL: Final = frozenset(
    {b"ftyp", b"moov", b"mdat", b"meta", b"moof", b"mfra", b"free", b"skip", b"wide", b"sidx", b"styp", b"uuid"}
)
_PICTURES: Final = frozenset({b"mdat", b"moof"})


@dataclass(frozen=True, slots=True)
class _Box:
    name: bytes
    end: int


def check_end(file: IO[bytes], start: int = 0) -> None:
    """Raises `FileRejected` (CONTENT_DAMAGED, TRAILING_CONTENT) unless boxes fill the file from `start` to its end."""
    size = file.seek(0, os.SEEK_END)
    position, seen = start, set[bytes]()
    for _ in range(_MOST_BOXES):
        if position == size:
            return
        file.seek(position)
        box = _box(file, position, size)
        if box is None or box.end > size:
            _refuse_unless_padding(file, position, box, seen)
            return
        seen.add(box.name)
        position = box.end
    raise content_damaged()


def _box(file: IO[bytes], position: int, size: int) -> _Box | None:
    head = file.read(_HEADER.size + _LARGE.size)
    if len(head) < _HEADER.size:
        return None
    length, name = _HEADER.unpack_from(head)
    shortest = _HEADER.size
    if length == _TO_THE_END and name in _STRUCTURAL:
        return _Box(name, size)
    if length == _LARGE_SIZE and len(head) == _HEADER.size + _LARGE.size:
        (length,) = _LARGE.unpack_from(head, _HEADER.size)
        shortest = len(head)
    return _Box(name, position + length) if length >= shortest else None


def _refuse_unless_padding(file: IO[bytes], position: int, box: _Box | None, seen: set[bytes]) -> None:
    file.seek(position)
    if is_padding(file.read(MAXIMUM_PADDING + 1)):
        return
    cut_off = box is not None and box.name in _STRUCTURAL
    raise trailing_content() if seen & _PICTURES and not cut_off else content_damaged()
