"""Tags of the colours that a picture has most of."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from momento_scanner.domain.description.colour import Colour
from momento_scanner.domain.description.tag import Tag, TagSource

if TYPE_CHECKING:
    from momento_scanner.domain.description.crop import Crop

MAX_COLOURS: Final = 3
BLACK_AND_WHITE: Final = "black and white"
_LEAST_SHARE: Final = 0.2
_LEAST_SHADE_SHARE: Final = 0.5
"""Shadows and clouds are in every picture; only what is mostly so is worth a word."""
_SHADES: Final = frozenset({"black", "white"})
_UNTOLD: Final = "grey"
"""Roads, walls and skies make half of all pictures grey, and nobody looks for them by that word."""
_COLOURLESS_SHARE: Final = 0.99
_NO_CHROMA: Final = 0.012
"""What JPEG adds to the pixels of a grey picture stays below it; sepia does not."""
_MAX_OF_ONE_GREY: Final = 0.95
"""Above it a picture is a plain surface and no photograph."""


def colour_tags(miniature: Crop | None) -> tuple[Tag, ...]:
    """Its most frequent colours, each with the share of pixels that have it as confidence; or that it has none."""
    if miniature is None:
        return ()
    bands = (miniature.pixels[band::3] for band in range(3))
    colours = [Colour.of_srgb(*pixel) for pixel in zip(*bands, strict=True)]
    shares = [(name, count / len(colours)) for name, count in Counter(each.name for each in colours).most_common()]
    colourless = sum(each.chroma < _NO_CHROMA for each in colours) / len(colours)
    if colourless >= _COLOURLESS_SHARE and shares[0][1] < _MAX_OF_ONE_GREY:
        return (Tag(BLACK_AND_WHITE, TagSource.COLOUR, colourless),)
    return tuple(Tag(name, TagSource.COLOUR, share) for name, share in shares if _distinguishes(name, share))[
        :MAX_COLOURS
    ]


def _distinguishes(name: str, share: float) -> bool:
    return name != _UNTOLD and share >= (_LEAST_SHADE_SHARE if name in _SHADES else _LEAST_SHARE)
