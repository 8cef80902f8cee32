"""RIFF, the container of WebP (RFC 9649, section 2.3)."""

from __future__ import annotations

import struct
from typing import IO, Final

from momento_scanner.adapters.outbound.worker.endings.mapped import mapped
from momento_scanner.adapters.outbound.worker.endings.rest import content_damaged, require_padding

_HEADER_BYTES: Final = 8


def check_end(file: IO[bytes]) -> None:
    """Raises `FileRejected` (CONTENT_DAMAGED, TRAILING_CONTENT) unless the file is as long as its header says."""
    with mapped(file) as content:
        if len(content) < _HEADER_BYTES:
            raise content_damaged()
        (length,) = struct.unpack_from("<I", content, 4)
        # An odd length is followed by one byte of padding.
        end = _HEADER_BYTES + length
        if end > len(content):
            raise content_damaged()
        require_padding(content[end:])
