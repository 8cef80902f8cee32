"""PNG (W3C, Portable Network Graphics, third edition, section 5)."""

from __future__ import annotations

import struct
import zlib
from typing import IO, Final

from momento_scanner.adapters.outbound.decoder.container_integrity.foreign_files import refuse_foreign_beginning
from momento_scanner.adapters.outbound.decoder.container_integrity.memory_map import mapped
from momento_scanner.adapters.outbound.decoder.container_integrity.padding import content_damaged, require_padding

_SIGNATURE_BYTES: Final = 8
_HEADER: Final = struct.Struct(">I4s")
_CHECKSUM: Final = struct.Struct(">I")
_NEEDED: Final = frozenset({b"IHDR", b"PLTE", b"IDAT", b"fdAT", b"IEND", b"tRNS", b"iCCP", b"eXIf"})
_LOOK_BYTES: Final = 256


def check_end(file: IO[bytes]) -> None:
    """Raises `FileRejected` (CONTENT_DAMAGED, TRAILING_CONTENT) unless every chunk is whole and nothing follows IEND.

    And FOREIGN_CONTENT when a chunk of text or one that viewers do not know is another file.

    Decoders skip the checksums of chunks that they do not use; here all are checked.
    """
    with mapped(file) as content:
        position, name = _SIGNATURE_BYTES, b""
        while name != b"IEND":
            if position + _HEADER.size > len(content):
                raise content_damaged()
            length, name = _HEADER.unpack_from(content, position)
            end = position + _HEADER.size + length
            if end + _CHECKSUM.size > len(content):
                raise content_damaged()
            with memoryview(content) as view:
                checksum = zlib.crc32(view[position + 4 : end])
            if (checksum,) != _CHECKSUM.unpack_from(content, end):
                raise content_damaged()
            if name not in _NEEDED:
                _refuse_foreign(content[position + _HEADER.size : min(end, position + _HEADER.size + _LOOK_BYTES)])
            position = end + _CHECKSUM.size
        require_padding(content[position:])


def _refuse_foreign(chunk: bytes) -> None:
    refuse_foreign_beginning(chunk)
    # Texts follow a keyword.
    refuse_foreign_beginning(chunk.partition(b"\0")[2])
