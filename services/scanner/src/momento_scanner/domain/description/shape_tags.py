"""Tags of a picture's shape and kind: portrait, square, panorama, animated, screenshot."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from momento_scanner.domain.description.tag import Tag, TagSource
from momento_scanner.domain.formats.media_type import PNG, MediaKind

if TYPE_CHECKING:
    from momento_scanner.domain.description.decoded_media import DecodedMedia
    from momento_scanner.domain.formats.media_type import MediaType

_UPRIGHT: Final = 1.2
_SQUARE: Final = 1.01
_PANORAMA: Final = 2.0
"""Width by height; cameras and telephones stop at 16:9."""
_PANORAMA_WIDTH: Final = 2000
"""Pixels; what is as wide and smaller is a banner."""
_PANORAMA_CONFIDENCE: Final = 0.8
# Names that systems give to pictures of their screens: Android, Windows, macOS and GNOME in several languages.
_SCREENSHOT_NAME: Final = re.compile(
    r"screen[ _-]?shot|bildschirmfoto|capture d.écran|captura de (pantalla|tela)|schermafbeelding|skärm(avbild|bild)",
    re.IGNORECASE,
)
_SAID_CONFIDENCE, _NAME_CONFIDENCE, _SIZE_CONFIDENCE = 1.0, 0.9, 0.6
# Pixels of common screens, the shorter side first.
_SCREENS: Final = frozenset(
    {
        *((750, 1334), (828, 1792), (1080, 1920), (1125, 2436), (1170, 2532), (1179, 2556), (1206, 2622)),
        *((1242, 2208), (1242, 2688), (1284, 2778), (1290, 2796), (1320, 2868)),
        *((720, 1280), (720, 1600), (1080, 2160), (1080, 2220), (1080, 2280), (1080, 2340), (1080, 2400)),
        *((1440, 2560), (1440, 2960), (1440, 3040), (1440, 3120), (1440, 3200)),
        *((1536, 2048), (1620, 2160), (1640, 2360), (1668, 2224), (1668, 2388), (2048, 2732)),
        *((768, 1366), (900, 1440), (864, 1536), (900, 1600), (1050, 1680), (1200, 1920), (1600, 2560)),
        *((1800, 2880), (1964, 3024), (2160, 3840), (2234, 3456)),
    }
)


@dataclass(frozen=True, slots=True)
class Shape:
    """What tags of this kind are made from.

    Attributes:
        file_name: as its owner called it.
    """

    media_type: MediaType
    decoded: DecodedMedia
    file_name: str

    @property
    def tags(self) -> tuple[Tag, ...]:
        """Those that hold."""
        screenshot = self._screenshot()
        found = (screenshot, *self._outline(), self._animated(), None if screenshot else self._panorama())
        return tuple(tag for tag in found if tag is not None)

    def _outline(self) -> tuple[Tag, ...]:
        width, height = self.decoded.width, self.decoded.height
        if max(width, height) <= _SQUARE * min(width, height):
            return (_tag("square"),)
        return (_tag("portrait"),) if height >= _UPRIGHT * width else ()

    def _animated(self) -> Tag | None:
        moves = self.media_type.kind is MediaKind.PHOTO and self.decoded.duration_seconds is not None
        return _tag("animated") if moves else None

    def _panorama(self) -> Tag | None:
        width, height = self.decoded.width, self.decoded.height
        wide = width >= _PANORAMA * height and width >= _PANORAMA_WIDTH
        still = self.media_type.kind is MediaKind.PHOTO and self.decoded.duration_seconds is None
        return _tag("panorama", _PANORAMA_CONFIDENCE) if wide and still else None

    def _screenshot(self) -> Tag | None:
        if self.decoded.says_screenshot:
            return _tag("screenshot", _SAID_CONFIDENCE)
        if self.decoded.camera is not None:
            return None
        if _SCREENSHOT_NAME.search(self.file_name):
            return _tag("screenshot", _NAME_CONFIDENCE)
        sides = sorted((self.decoded.width, self.decoded.height))
        fits = self.media_type is PNG and (sides[0], sides[1]) in _SCREENS
        return _tag("screenshot", _SIZE_CONFIDENCE) if fits else None


def _tag(name: str, confidence: float | None = None) -> Tag:
    return Tag(name, TagSource.SHAPE, confidence)
