"""Matroska and WebM (RFC 8794, sections 4 to 6; RFC 9559)."""

from __future__ import annotations

import os
from typing import IO, Final

from momento_scanner.adapters.outbound.decoder.container_integrity.foreign_files import refuse_foreign_beginning
from momento_scanner.adapters.outbound.decoder.container_integrity.padding import (
    MAXIMUM_PADDING,
    content_damaged,
    is_padding,
    trailing_content,
)

_EBML: Final = b"\x1a\x45\xdf\xa3"
_SEGMENT: Final = b"\x18\x53\x80\x67"
_VOID: Final = b"\xec"
_CHECKSUM: Final = b"\xbf"
_TOP_LEVEL: Final = frozenset({_EBML, _SEGMENT, _VOID, _CHECKSUM})
# SeekHead, Info, Tracks, Chapters, Cluster, Cues, Tags (RFC 9559, 5.1): what players read. Attachments are looked at by
# the decoder.
_NEEDED: Final = frozenset(
    number.to_bytes(4)
    for number in (0x114D9B74, 0x1549A966, 0x1654AE6B, 0x1043A770, 0x1F43B675, 0x1C53BB6B, 0x1254C367, 0x1941A469)
)
_LOOK_BYTES: Final = 256
_MAX_ID_LENGTH: Final = 4
_MAX_SIZE_LENGTH: Final = 8


def check_end(file: IO[bytes]) -> None:
    """Raises `FileRejected` (CONTENT_DAMAGED, TRAILING_CONTENT) unless top-level elements fill the file.

    And FOREIGN_CONTENT when free space or an unknown element of a segment is another file.

    A segment of unknown size, as live recorders write it, goes on to the end of the file.
    """
    size = file.seek(0, os.SEEK_END)
    position, has_segment = 0, False
    while position < size:
        file.seek(position)
        identifier, length = _element_head(file)
        if identifier not in _TOP_LEVEL:
            _require_padding(file, position, has_segment=has_segment)
            return
        has_segment = has_segment or identifier == _SEGMENT
        body = file.tell()
        end = size if length is None else body + length
        if identifier == _SEGMENT:
            _check_children(file, body, min(end, size))
        elif identifier == _VOID:
            _check_void(file, body, min(end, size))
        if length is None:
            return
        position = end
    if position > size or not has_segment:
        raise content_damaged()


def _check_children(file: IO[bytes], position: int, end: int) -> None:
    while position < end:
        file.seek(position)
        identifier, length = _element_head(file)
        if not identifier or length is None:
            # A cluster of unknown length, as live recorders write it: the decoder reads on from here.
            return
        body = file.tell()
        if body > end:
            # Its head crosses the end of what it lies in.
            raise content_damaged()
        position = body + length
        if identifier not in _NEEDED:
            _check_void(file, body, min(position, end))


def _check_void(file: IO[bytes], body: int, end: int) -> None:
    file.seek(body)
    refuse_foreign_beginning(file.read(min(_LOOK_BYTES, end - body)))


def _require_padding(file: IO[bytes], position: int, *, has_segment: bool) -> None:
    file.seek(position)
    if not has_segment:
        raise content_damaged()
    if not is_padding(file.read(MAXIMUM_PADDING + 1)):
        raise trailing_content()


def _element_head(file: IO[bytes]) -> tuple[bytes, int | None]:
    identifier = _variable(file, _MAX_ID_LENGTH)
    field = _variable(file, _MAX_SIZE_LENGTH)
    bits = 7 * len(field)
    # The length marker, the highest bit set in the first byte, is not part of the number; all ones mean unknown.
    length = int.from_bytes(field) & ((1 << bits) - 1)
    return identifier, None if field and length == (1 << bits) - 1 else length


def _variable(file: IO[bytes], longest: int) -> bytes:
    first = file.read(1)
    width = 9 - first[0].bit_length() if first else 0
    return first + file.read(width - 1) if 0 < width <= longest else b""
