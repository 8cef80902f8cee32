"""The head of a Matroska or WebM file (RFC 8794, sections 4 to 6 and 11.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_EBML_ID: Final = b"\x1a\x45\xdf\xa3"
_DOC_TYPE_ID: Final = b"\x42\x82"
_MAX_ID_LENGTH: Final = 4
_MAX_SIZE_LENGTH: Final = 8


def document_type(head: bytes) -> bytes:
    """The DocType that the EBML header at the start of `head` names; empty when there is none."""
    for identifier, body in _elements(head):
        if identifier != _EBML_ID:
            return b""
        names = (content for name, content in _elements(body) if name == _DOC_TYPE_ID)
        return next(names, b"").rstrip(b"\0")
    return b""


def _elements(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    position = 0
    while position < len(content):
        identifier = content[position : position + _width(content[position], _MAX_ID_LENGTH)]
        position += len(identifier)
        if not identifier or position >= len(content):
            return
        width = _width(content[position], _MAX_SIZE_LENGTH)
        # The length marker, the highest bit set in the first byte, is not part of the number.
        size = int.from_bytes(content[position : position + width]) & ((1 << 7 * width) - 1)
        position += width
        if not width or position + size > len(content):
            return
        yield identifier, content[position : position + size]
        position += size


def _width(first: int, longest: int) -> int:
    width = 9 - first.bit_length()
    return width if width <= longest else 0
