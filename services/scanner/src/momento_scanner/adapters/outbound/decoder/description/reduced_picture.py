"""A picture from which several small ones are made, so that its many pixels are read once for all of them."""

from __future__ import annotations

from typing import Final

from PIL import Image

_REDUCING_GAP: Final = 2.0
"""Means of whole pixels may be taken until the picture is this many times as large as wanted; the rest is Lanczos."""


class ReducedPicture:
    """The means of square blocks of a picture's pixels; small pictures have its shape as if made of the original."""

    def __init__(self, original: Image.Image, side: int) -> None:
        """Takes blocks as large as possible while the shorter side keeps `side` pixels, or the picture as it is."""
        self._width, self._height = original.size
        self._block = max(1, min(original.size) // side)
        self._image = original if self._block == 1 else original.reduce(self._block)

    def whole(self, side: int) -> Image.Image:
        """All of it, its longer side at most `side` pixels, never enlarged."""
        return self._part(0, 0, self._width, self._height, side)

    def middle(self, side: int) -> Image.Image:
        """The largest square in its middle, at most `side` pixels a side, never enlarged."""
        edge = min(self._width, self._height)
        left, upper = (self._width - edge) // 2, (self._height - edge) // 2
        return self._part(left, upper, edge, edge, side)

    def _part(self, left: int, upper: int, width: int, height: int, side: int) -> Image.Image:
        scale = min(1.0, side / max(width, height))
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        # In blocks: at the right and lower edges stands perhaps a part of one.
        first = (left / self._block, upper / self._block)
        last = ((left + width) / self._block, (upper + height) / self._block)
        return self._image.resize(size, Image.Resampling.LANCZOS, (*first, *last), reducing_gap=_REDUCING_GAP)
