"""Signatures: the `filetype` library, and our own reading where it is too lenient or does not look.

`filetype` takes any file that begins with `GIF` or `ff d8 ff`, knows few ISO-BMFF brands and mistakes some; so it is
asked, and whatever it says is held against the format's own first bytes.
"""

from __future__ import annotations

import struct
from typing import Final

import filetype

from momento_scanner.adapters.outbound.filetype.brands import brand_type
from momento_scanner.adapters.outbound.filetype.ebml import document_type
from momento_scanner.adapters.outbound.filetype.picture_size import pixels_of
from momento_scanner.domain.formats.media_type import GIF, JPEG, MKV, PNG, WEBM, WEBP, MediaType

_PNG_START: Final = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
_GIF_STARTS: Final = (b"GIF87a", b"GIF89a")
# After SOI comes a marker segment: APPn, COM, DQT, DHT, DRI, or a frame header (ITU-T T.81, B.2.1 and table B.1).
_JPEG_FIRST_MARKERS: Final = frozenset({*range(0xE0, 0xF0), 0xFE, 0xDB, 0xC4, 0xDD, 0xC0, 0xC1, 0xC2})
_MIN_SEGMENT: Final = 2
_EBML_START: Final = b"\x1a\x45\xdf\xa3"
_DOCUMENT_TYPES: Final = {b"webm": WEBM, b"matroska": MKV}


class SignatureSniffer:
    """Recognises the allow-list by its first bytes."""

    def sniff(self, head: bytes) -> MediaType | None:
        """The allowed media type whose signature `head` carries, or None."""
        if head[4:8] in {b"ftyp", b"moov", b"wide", b"mdat", b"free", b"skip", b"pnot"}:
            return brand_type(head)
        if head.startswith(_EBML_START):
            return _DOCUMENT_TYPES.get(document_type(head))
        return _agreed_with_library(head, _picture_type(head))

    def pixels(self, head: bytes, media_type: MediaType) -> int | None:
        """Of a picture of `media_type` that begins with `head`, those that a decoder goes through."""
        return pixels_of(head, media_type)


def _picture_type(head: bytes) -> MediaType | None:
    if _is_jpeg(head):
        return JPEG
    if head.startswith(_PNG_START):
        return PNG
    if head.startswith(_GIF_STARTS):
        return GIF
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP" and head[12:16] in {b"VP8 ", b"VP8L", b"VP8X"}:
        return WEBP
    return None


def _is_jpeg(head: bytes) -> bool:
    if len(head) < 6 or head[:3] != b"\xff\xd8\xff" or head[3] not in _JPEG_FIRST_MARKERS:  # noqa: PLR2004  # offsets
        return False
    (length,) = struct.unpack_from(">H", head, 4)
    return bool(length >= _MIN_SEGMENT)


def _agreed_with_library(head: bytes, found: MediaType | None) -> MediaType | None:
    # Always bytes: filetype opens a str as a path.
    guess = filetype.guess(bytes(head))
    # It tells animated PNGs apart; they are PNGs all the same.
    named = {"image/apng": "image/png"}.get(guess.mime, guess.mime) if guess else None
    return found if found is not None and found.content_type == named else None
