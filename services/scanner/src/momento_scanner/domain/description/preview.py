"""Small pictures of a file, and how large they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

SMALL_SIDE: Final = 256
LARGE_SIDE: Final = 1440


@dataclass(frozen=True, slots=True)
class Preview:
    """A small picture of a file: upright, sRGB, without metadata (ASVS 5.0, 14.2.8).

    Attributes:
        name: the longest side that was asked for, in pixels; a smaller original is not enlarged.
        extension: file name extension without a dot.
    """

    name: str
    content_type: str
    extension: str
    content: bytes
    width: int
    height: int

    def __post_init__(self) -> None:
        """Refuses a preview that is empty or larger than its name says."""
        sides = (self.width, self.height)
        if not self.content or not 0 < min(sides) <= max(sides) <= int(self.name):
            raise ValueError(f"preview {self.name} is {self.width}x{self.height} of {len(self.content)} bytes")
