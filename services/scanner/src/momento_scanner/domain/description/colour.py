"""What people call a colour.

Colours are distinguished in Oklab, where equal distances look equally far (B. Ottosson, "A perceptual color space for
image processing", 2020): lightness from 0 to 1, chroma from 0 (grey) to about 0.3, hue as an angle. Where one name ends
and the next begins is our choice, tried on the named colours of CSS Color Module Level 4, section 6.1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Self

Triple = tuple[float, float, float]
_LARGEST: Final = 255
_TO_CONES: Final = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
_TO_LAB: Final = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)
GREY_CHROMA: Final = 0.035
"""Below it nobody would name a hue."""
_BLACK, _WHITE = 0.25, 0.9
_DARK, _LIGHT = 0.6, 0.75
_BEIGE_CHROMA: Final = 0.08
# A hue's name holds from the angle before it, in degrees, up to its own.
_HUES: Final = (
    (40, "red"),
    (95, "orange"),
    (118, "yellow"),
    (170, "green"),
    (225, "turquoise"),
    (285, "blue"),
    (345, "purple"),
    (360, "red"),
)


def _linear(value: int) -> float:
    # IEC 61966-2-1.
    part = value / _LARGEST
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)  # noqa: PLR2004  # the standard's


_LINEAR: Final = tuple(_linear(value) for value in range(_LARGEST + 1))


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour in Oklab; `hue` in degrees, which means nothing when `chroma` is near 0."""

    lightness: float
    chroma: float
    hue: float

    @classmethod
    def of_srgb(cls, red: int, green: int, blue: int) -> Self:
        """The colour of three bytes."""
        linear = (_LINEAR[red], _LINEAR[green], _LINEAR[blue])
        long, medium, short = _TO_CONES
        cones = (
            _weighted(long, linear) ** (1 / 3),
            _weighted(medium, linear) ** (1 / 3),
            _weighted(short, linear) ** (1 / 3),
        )
        lightness, a, b = (_weighted(row, cones) for row in _TO_LAB)
        return cls(lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360)

    @property
    def grey(self) -> bool:
        """Whether it has no hue to speak of."""
        return self.chroma < GREY_CHROMA or self.lightness < _BLACK

    @property
    def name(self) -> str:
        """One of thirteen words."""
        if self.grey:
            return "black" if self.lightness < _BLACK else "white" if self.lightness > _WHITE else "grey"
        return self._shade(next(name for end, name in _HUES if self.hue <= end))

    def _shade(self, name: str) -> str:
        if name in {"red", "purple"} and self.lightness > _LIGHT:
            return "pink"
        if name == "orange" and self.lightness < _DARK:
            return "brown"
        if name in {"orange", "yellow"} and self.chroma < _BEIGE_CHROMA:
            return "beige" if self.lightness > _LIGHT else "brown"
        return "green" if name == "yellow" and self.lightness < _DARK else name


def _weighted(row: Triple, values: Triple) -> float:
    # Written out, since it is done six times for each pixel.
    return row[0] * values[0] + row[1] * values[1] + row[2] * values[2]
