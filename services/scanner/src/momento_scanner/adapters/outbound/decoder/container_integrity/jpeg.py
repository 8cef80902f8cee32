"""JPEG (ITU-T T.81, annex B), and what cameras put behind it.

Allowed behind the image: further JPEGs (CIPA DC-007 Multi-Picture Format: previews, gain and depth maps), Samsung's
trailer, the film of a motion photo, and padding. Comments and application segments are no other files.
"""

from __future__ import annotations

import re
import struct
from typing import IO, TYPE_CHECKING, Final

from momento_scanner.adapters.outbound.decoder.container_integrity import iso_bmff, samsung
from momento_scanner.adapters.outbound.decoder.container_integrity.foreign_files import refuse_foreign_beginning
from momento_scanner.adapters.outbound.decoder.container_integrity.memory_map import mapped
from momento_scanner.adapters.outbound.decoder.container_integrity.padding import (
    MAXIMUM_PADDING,
    content_damaged,
    is_padding,
    trailing_content,
)

if TYPE_CHECKING:
    from mmap import mmap

_START: Final = b"\xff\xd8\xff"
_START_OF_SCAN: Final = 0xDA
_END_OF_IMAGE: Final = 0xD9
_COMMENT: Final = 0xFE
_APPLICATION: Final = range(0xE0, 0xF0)
_LOOK_BYTES: Final = 256
_MARKERS_WITHOUT_LENGTH: Final = frozenset({0x01, *range(0xD0, 0xD8)})
# Within entropy-coded bytes ff 00 is a stuffed ff, ff d0..d7 are restarts, and ff ff is fill.
_NEXT_MARKER: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_FILL: Final = re.compile(rb"\xff+")
_ZEROS: Final = re.compile(rb"\0*")


def check_end(file: IO[bytes]) -> list[tuple[int, int]]:
    """Where the films of a motion photo begin and end, which are to be read as such.

    Raises:
        FileRejected: CONTENT_DAMAGED or TRAILING_CONTENT unless the file is whole and ends where it should;
            FOREIGN_CONTENT when a segment is another file.
    """
    films: list[tuple[int, int]] = []
    with mapped(file) as content:
        end = _image_end(content, 0)
        while end < len(content):
            end = _known_end(file, content, end, films)
    return films


def _known_end(file: IO[bytes], content: mmap, end: int, films: list[tuple[int, int]]) -> int:
    padding = _ZEROS.match(content, end)
    start = padding.end() if padding else end
    if start - end > MAXIMUM_PADDING:
        raise trailing_content()
    if start == len(content) or is_padding(content[end : end + MAXIMUM_PADDING + 1]):
        return len(content)
    if content[start : start + len(_START)] == _START:
        return _image_end(content, start)
    # A film's first box begins with its length, whose leading zeros look like padding.
    film = next((at for at in range(max(end, start - 3), start + 1) if content[at + 4 : at + 8] == b"ftyp"), None)
    if film is not None:
        iso_bmff.check_end(file, film)
        films.append((film, len(content)))
        return len(content)
    trailer = samsung.trailer_from(content, end)
    if trailer is None:
        raise trailing_content()
    for begin, stop in trailer.films:
        iso_bmff.check_end(file, begin, stop)
    films.extend(trailer.films)
    return len(content)


def _image_end(content: mmap, start: int) -> int:
    position = start + 2
    while True:
        position, marker = _marker(content, position)
        if marker == _END_OF_IMAGE:
            return position
        if marker not in _MARKERS_WITHOUT_LENGTH:
            start, position = position + 2, _after_segment(content, position)
            if marker == _COMMENT or marker in _APPLICATION:
                refuse_foreign_beginning(content[start : min(position, start + _LOOK_BYTES)])
        if marker == _START_OF_SCAN:
            found = _NEXT_MARKER.search(content, position)
            if found is None:
                raise content_damaged()
            position = found.start()


def _marker(content: mmap, position: int) -> tuple[int, int]:
    fill = _FILL.match(content, position)
    if fill is None or fill.end() >= len(content):
        raise content_damaged()
    return fill.end() + 1, content[fill.end()]


def _after_segment(content: mmap, position: int) -> int:
    if position + 2 > len(content):
        raise content_damaged()
    (length,) = struct.unpack_from(">H", content, position)
    return position + int(length)
