"""Which files take so long that they are to leave room for others."""

from __future__ import annotations

from typing import Final

from momento_scanner.domain.formats.media_type import AVIF, HEIC, MediaKind, MediaType

LONG_FILE_BYTES: Final = 16 * 1024 * 1024
"""From this length on a file is slow, and decoded beside its scan; one below is scanned in a fraction of a second."""
SLOW_PIXELS: Final = 25_000_000
"""From as many on a picture is slow: a JPEG of them takes a quarter of a second of a processor."""
_TIMES_AS_LONG: Final = {HEIC: 2, AVIF: 2}
"""Of a pixel, as in a JPEG."""


def decodes_slowly(media_type: MediaType, pixels: int | None) -> bool:
    """Whether a decoder has long with it; `pixels` are those it goes through, None if that is not known."""
    if media_type.kind is MediaKind.VIDEO or pixels is None:
        return True
    return pixels * _TIMES_AS_LONG.get(media_type, 1) >= SLOW_PIXELS
