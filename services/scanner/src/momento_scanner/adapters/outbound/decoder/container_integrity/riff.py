"""RIFF, the container of WebP (RFC 9649, section 2.3)."""

from __future__ import annotations

import struct
from typing import IO, TYPE_CHECKING, Final

from momento_scanner.adapters.outbound.decoder.container_integrity.foreign_files import refuse_foreign_beginning
from momento_scanner.adapters.outbound.decoder.container_integrity.memory_map import mapped
from momento_scanner.adapters.outbound.decoder.container_integrity.padding import content_damaged, require_padding

if TYPE_CHECKING:
    from mmap import mmap

_HEADER_BYTES: Final = 8
_FORM_BYTES: Final = 12
_CHUNK: Final = struct.Struct("<4sI")
_KNOWN: Final = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ANIM", b"ANMF", b"ALPH", b"ICCP", b"EXIF", b"XMP "})
_LOOK_BYTES: Final = 256


def check_end(file: IO[bytes]) -> None:
    """Raises `FileRejected` (CONTENT_DAMAGED, TRAILING_CONTENT) unless the file is as long as its header says.

    And FOREIGN_CONTENT when a chunk that WebP does not know is another file.
    """
    with mapped(file) as content:
        if len(content) < _HEADER_BYTES:
            raise content_damaged()
        (length,) = struct.unpack_from("<I", content, 4)
        # An odd length is followed by one byte of padding.
        end = _HEADER_BYTES + length
        if end > len(content):
            raise content_damaged()
        require_padding(content[end:])
        _check_chunks(content, end)


def _check_chunks(content: mmap, end: int) -> None:
    position = _FORM_BYTES
    while position + _CHUNK.size <= end:
        name, length = _CHUNK.unpack_from(content, position)
        body = position + _CHUNK.size
        if name not in _KNOWN:
            refuse_foreign_beginning(content[body : min(body + length, body + _LOOK_BYTES, end)])
        position = body + length + (length & 1)
