"""The trailer that Samsung's cameras put behind a JPEG: blocks, a directory of them (SEFH), and its length (SEFT).

As ExifTool describes it (lib/Image/ExifTool/Samsung.pm, "ProcessSamsung"): each entry of the directory says how far
before the directory a block begins and how long it is; a block repeats its type and names itself.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from momento_scanner.adapters.outbound.decoder.container_integrity.foreign_files import refuse_foreign_beginning

if TYPE_CHECKING:
    from mmap import mmap

_FOOTER: Final = struct.Struct("<I4s")
_DIRECTORY: Final = struct.Struct("<4sII")
_ENTRY: Final = struct.Struct("<2xHII")
_BLOCK: Final = struct.Struct("<2xHI")
_MAX_ENTRIES: Final = 100
_MAX_NAME_LENGTH: Final = 100
_FILM: Final = b"MotionPhoto_Data"


@dataclass(frozen=True, slots=True)
class Trailer:
    """A trailer whose directory accounts for each of its bytes; `films` are where its films begin and end."""

    films: tuple[tuple[int, int], ...]


def trailer_from(content: mmap, start: int) -> Trailer | None:
    """The trailer that fills `content` from `start`, or None when something there is not accounted for.

    Raises:
        FileRejected: FOREIGN_CONTENT when a block is another file.
    """
    directory = _directory(content, start)
    if directory is None:
        return None
    at, count = directory
    entries = sorted(_ENTRY.unpack_from(content, at + _DIRECTORY.size + index * _ENTRY.size) for index in range(count))
    blocks = sorted((at - distance, size, kind) for kind, distance, size in entries)
    position, films = start, list[tuple[int, int]]()
    for begin, size, kind in blocks:
        name, body = _head(content, begin, size, kind)
        if begin != position or not name:
            return None
        position = begin + size
        if name == _FILM:
            if content[body + 4 : body + 8] != b"ftyp":
                return None
            films.append((body, position))
        else:
            refuse_foreign_beginning(content[body : min(position, body + 256)])
    return Trailer(tuple(films)) if position == at else None


def _directory(content: mmap, start: int) -> tuple[int, int] | None:
    footer = len(content) - _FOOTER.size
    if footer < start + _DIRECTORY.size:
        return None
    length, tail = _FOOTER.unpack_from(content, footer)
    at = footer - length
    if tail != b"SEFT" or at < start or length < _DIRECTORY.size:
        return None
    head, _, count = _DIRECTORY.unpack_from(content, at)
    fits = 0 < count <= _MAX_ENTRIES and length == _DIRECTORY.size + count * _ENTRY.size
    return (at, count) if head == b"SEFH" and fits else None


def _head(content: mmap, begin: int, size: int, kind: int) -> tuple[bytes, int]:
    if begin < 0 or size < _BLOCK.size:
        return b"", 0
    found, length = _BLOCK.unpack_from(content, begin)
    body = begin + _BLOCK.size + length
    if found != kind or not 0 < length <= _MAX_NAME_LENGTH or body > begin + size:
        return b"", 0
    return content[begin + _BLOCK.size : body], body
