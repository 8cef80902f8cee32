"""Boxes of ISO base media files (ISO/IEC 14496-12, 4.2)."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADER: Final = struct.Struct(">I4s")
_LARGE: Final = struct.Struct(">Q")
_LARGE_SIZE: Final = 1
_TO_THE_END: Final = 0


@dataclass(frozen=True, slots=True)
class Box:
    """A box, by the offsets of its header, of what follows that, and of its end; the end may lie beyond the file's."""

    name: bytes
    start: int
    body: int
    end: int


def box_at(file: IO[bytes], start: int, end: int) -> Box | None:
    """The box that begins at `start` within what ends at `end`, or None where no box can begin."""
    file.seek(start)
    head = file.read(min(_HEADER.size + _LARGE.size, end - start))
    if len(head) < _HEADER.size:
        return None
    length, name = _HEADER.unpack_from(head)
    body = start + _HEADER.size
    if length == _TO_THE_END:
        return Box(name, start, body, end)
    if length == _LARGE_SIZE and len(head) == _HEADER.size + _LARGE.size:
        (length,) = _LARGE.unpack_from(head, _HEADER.size)
        body += _LARGE.size
    return Box(name, start, body, start + length) if start + length >= body else None


def boxes_within(file: IO[bytes], start: int, end: int) -> Iterator[Box]:
    """The boxes that follow each other from `start`, as long as they end by `end`."""
    while start < end and (box := box_at(file, start, end)) is not None and box.end <= end:
        yield box
        start = box.end
