"""A picture as the decoders hand it on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyvips


@dataclass(frozen=True, slots=True)
class Picture:
    """A fully decoded picture, or the first of an animation.

    Attributes:
        pixels: in memory, perhaps already reduced, but not below the largest preview.
        width: of the original, upright, in pixels.
        height: of the original, upright, in pixels.
        exif: the EXIF block as it stands in the file, or empty.
        duration_seconds: of an animation, or None.
    """

    pixels: pyvips.Image
    width: int
    height: int
    exif: bytes = b""
    duration_seconds: float | None = None
