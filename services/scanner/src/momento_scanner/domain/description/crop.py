"""A few pixels of a picture: enough to see what is on it, too few to be worth keeping."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MAX_SIDE: Final = 256
"""Pixels; above what the label models of a few megabytes were trained on (224 to 260)."""
THUMBNAIL_SIDE: Final = 24
"""Pixels; colours are counted on a picture of this size, and a ThumbHash with its 7 waves a side is made of it."""
_BANDS: Final = 3


@dataclass(frozen=True, slots=True)
class Crop:
    """Pixels of an upright picture, sRGB, red, green and blue one after the other, row by row, no transparency."""

    width: int
    height: int
    pixels: bytes

    def __post_init__(self) -> None:
        """Refuses sides out of bounds and more or fewer pixels than they make."""
        if not (0 < self.width <= MAX_SIDE and 0 < self.height <= MAX_SIDE):
            raise ValueError(f"a label_crop of {self.width}x{self.height}")
        if len(self.pixels) != self.width * self.height * _BANDS:
            raise ValueError(f"{len(self.pixels)} bytes for {self.width}x{self.height} pixels")
