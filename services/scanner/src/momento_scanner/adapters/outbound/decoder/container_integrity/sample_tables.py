"""The tables that say where the samples of a film are (ISO/IEC 14496-12, 8.6 to 8.7): whether they can be true."""

from __future__ import annotations

import struct
from typing import IO, TYPE_CHECKING, Final

from momento_scanner.adapters.outbound.decoder.container_integrity.boxes import Box, boxes_within
from momento_scanner.adapters.outbound.decoder.container_integrity.padding import content_damaged

if TYPE_CHECKING:
    from collections.abc import Iterator

_PATH: Final = (b"moov", b"trak", b"mdia", b"minf", b"stbl")
_COUNT: Final = struct.Struct(">4xI")
_SIZES: Final = struct.Struct(">4xII")
_ENTRY_BYTES: Final = {b"stco": 4, b"co64": 8, b"stts": 8, b"ctts": 8, b"stsc": 12, b"stss": 4}
_MAX_SAMPLES: Final = 100_000_000
"""Of one track: a year of sound. Writers whose tables do not quite agree with each other stay far below."""


def require_possible_tables(file: IO[bytes], start: int, end: int) -> None:
    """Raises `FileRejected` (CONTENT_DAMAGED) when a table claims more entries or samples than can be."""
    for table in _tables(file, start, end, _PATH):
        file.seek(table.body)
        head = file.read(_SIZES.size)
        if table.name in _ENTRY_BYTES and len(head) >= _COUNT.size:
            (count,) = _COUNT.unpack_from(head)
            _require(_COUNT.size + count * _ENTRY_BYTES[table.name] <= table.end - table.body)
            if table.name == b"stts":
                _require_durations(file, table, count)
        if table.name == b"stsz" and len(head) == _SIZES.size:
            size, count = _SIZES.unpack(head)
            _require(count <= _MAX_SAMPLES and size * count <= end - start)
            _require(size or _SIZES.size + 4 * count <= table.end - table.body)


def _require_durations(file: IO[bytes], table: Box, count: int) -> None:
    file.seek(table.body + _COUNT.size)
    content = file.read(8 * count)
    _require(sum(samples for samples, _ in struct.iter_unpack(">II", content)) <= _MAX_SAMPLES)


def _tables(file: IO[bytes], start: int, end: int, path: tuple[bytes, ...]) -> Iterator[Box]:
    for box in list(boxes_within(file, start, end)):
        if not path:
            yield box
        elif box.name == path[0]:
            yield from _tables(file, box.body, box.end, path[1:])


def _require(condition: object) -> None:
    if not condition:
        raise content_damaged()
