"""GIF (CompuServe, GIF89a specification)."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Final

from momento_scanner.adapters.outbound.decoder.container_integrity.foreign_files import refuse_foreign_bytes
from momento_scanner.adapters.outbound.decoder.container_integrity.memory_map import mapped
from momento_scanner.adapters.outbound.decoder.container_integrity.padding import content_damaged, require_padding

if TYPE_CHECKING:
    from mmap import mmap

_SCREEN_FLAGS: Final = 10
_SCREEN_END: Final = 13
_EXTENSION: Final = 0x21
_IMAGE: Final = 0x2C
_TRAILER: Final = 0x3B
_IMAGE_FLAGS: Final = 9
_IMAGE_END: Final = 10


def check_end(file: IO[bytes]) -> None:
    """Raises `FileRejected` (CONTENT_DAMAGED, TRAILING_CONTENT) unless the file is whole and ends with its trailer.

    And FOREIGN_CONTENT when an extension (comment, text, application) is another file.
    """
    with mapped(file) as content:
        try:
            end = _trailer_end(content)
        except IndexError:
            raise content_damaged() from None
        require_padding(content[end:])


def _trailer_end(content: mmap) -> int:
    position = _SCREEN_END + _colour_table_bytes(content[_SCREEN_FLAGS])
    while (block := content[position]) != _TRAILER:
        if block == _EXTENSION:
            position += 2
            refuse_foreign_bytes(_sub_blocks(content, position))
        elif block == _IMAGE:
            # The descriptor, its colour table, and one byte that says how codes are packed.
            position += _IMAGE_END + _colour_table_bytes(content[position + _IMAGE_FLAGS]) + 1
        else:
            raise content_damaged()
        position = _after_sub_blocks(content, position)
    return position + 1


def _colour_table_bytes(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _sub_blocks(content: mmap, position: int) -> bytes:
    parts = []
    while length := content[position]:
        parts.append(content[position + 1 : position + 1 + length])
        position += length + 1
    return b"".join(parts)


def _after_sub_blocks(content: mmap, position: int) -> int:
    while length := content[position]:
        position += length + 1
    return position + 1
