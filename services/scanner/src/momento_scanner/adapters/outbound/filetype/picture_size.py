"""How many pixels a picture has, by its first bytes alone; nothing is decoded, and what they say is not trusted."""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING, Final

from momento_scanner.domain.formats.media_type import AVIF, HEIC, JPEG, PNG, WEBP, MediaType

if TYPE_CHECKING:
    from collections.abc import Callable

PROGRESSIVE_SCANS: Final = 4
"""A progressive JPEG goes several times through all of its pixels."""
# ITU-T T.81, table B.1: frame headers, those of progressive frames, and the first marker of the image's own bytes.
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_PROGRESSIVE: Final = frozenset({0xC2, 0xC6, 0xCA, 0xCE})
_START_OF_SCAN: Final = 0xDA
_FILL: Final = 0xFF
# ISO/IEC 23008-12, 6.5.3: the box, its version and flags, width and height.
_EXTENT: Final = re.compile(rb"ispe\0{4}(.{4})(.{4})", re.DOTALL)
# RFC 9649: where the first chunk's payload begins, and what says that there are several pictures.
_WEBP_PAYLOAD: Final = 20
_ANIMATED: Final = 0x02
_FOURTEEN_BITS: Final = 0x3FFF


def pixels_of(head: bytes, media_type: MediaType) -> int | None:
    """As the port `TypeSniffer.pixels` says."""
    count = _COUNTS.get(media_type)
    try:
        return None if count is None else count(head)
    except (struct.error, IndexError):
        return None


def _of_png(head: bytes) -> int:
    width, height = struct.unpack_from(">II", head, 16)
    return int(width * height)


def _of_jpeg(head: bytes) -> int | None:
    at = 2
    while (marker := head[at + 1]) != _START_OF_SCAN:
        if marker == _FILL:
            at += 1
            continue
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", head, at + 5)
            # A height of zero stands behind the first scan (B.2.5).
            return height * width * (PROGRESSIVE_SCANS if marker in _PROGRESSIVE else 1) or None
        at += 2 + int(struct.unpack_from(">H", head, at + 2)[0])
    return None


def _of_webp(head: bytes) -> int | None:
    payload = head[_WEBP_PAYLOAD:]
    match head[12:16]:
        case b"VP8X":
            sides = (int.from_bytes(payload[start : start + 3], "little") + 1 for start in (4, 7))
            return None if payload[0] & _ANIMATED else next(sides) * next(sides)
        case b"VP8L":
            (bits,) = struct.unpack_from("<I", payload, 1)
            return int(((bits & _FOURTEEN_BITS) + 1) * ((bits >> 14 & _FOURTEEN_BITS) + 1))
        case _:
            width, height = struct.unpack_from("<HH", payload, 6)
            return int((width & _FOURTEEN_BITS) * (height & _FOURTEEN_BITS))


def _of_heif(head: bytes) -> int | None:
    sizes = (int.from_bytes(width) * int.from_bytes(height) for width, height in _EXTENT.findall(head))
    return max(sizes, default=None)


_COUNTS: Final[dict[MediaType, Callable[[bytes], int | None]]] = {
    PNG: _of_png,
    JPEG: _of_jpeg,
    WEBP: _of_webp,
    HEIC: _of_heif,
    AVIF: _of_heif,
}
