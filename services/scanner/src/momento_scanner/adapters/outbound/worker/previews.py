"""The small pictures that stand for a file: upright, sRGB, without metadata, never larger than the original."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pyvips
import thumbhash

from momento_scanner.domain.glimpse import LARGEST_SIDE, MINIATURE_SIDE, Glimpse
from momento_scanner.domain.preview import LARGE_SIDE, SMALL_SIDE, Preview

_JPEG_QUALITY: Final = 80
_WEBP_QUALITY: Final = 75
_WEBP_EFFORT: Final = 2
_THUMBHASH_SIDE: Final = 32
"""ThumbHash keeps at most 7 waves a side and takes up to 100 pixels; 32 give the same hash in a tenth of the time."""
_WHITE: Final = [255, 255, 255]


@dataclass(frozen=True, slots=True)
class Views:
    """What is made of one picture: previews, smallest first; its middle and all of it in a few pixels; a ThumbHash."""

    previews: tuple[Preview, ...]
    glimpse: Glimpse
    miniature: Glimpse
    thumbhash: bytes


def make_views(picture: pyvips.Image) -> Views:
    """Everything small, of an upright picture."""
    large = _to_srgb(_reduced(picture, LARGE_SIDE)).copy_memory()
    small = _reduced(large, SMALL_SIDE).copy_memory()
    return Views(
        previews=(_small_preview(small), _large_preview(large)),
        glimpse=_middle(large),
        miniature=_glimpse(_reduced(small, MINIATURE_SIDE)),
        thumbhash=_thumbhash(small),
    )


def make_glimpse(picture: pyvips.Image) -> Glimpse:
    """The middle of an upright picture."""
    return _middle(_to_srgb(picture))


def _reduced(image: pyvips.Image, side: int) -> pyvips.Image:
    return image.thumbnail_image(side, height=side, size="down")


def _to_srgb(image: pyvips.Image) -> pyvips.Image:
    if image.get_typeof("icc-profile-data"):
        try:
            # Evaluated here, so that a profile that cannot be used shows now.
            return image.icc_transform("srgb", embedded=True, intent="perceptual").copy_memory()
        except pyvips.Error:
            # A broken profile is broken metadata; the colours are taken as they stand.
            image = image.copy()
            image.remove("icc-profile-data")
    return image.colourspace("srgb").cast("uchar")


def _middle(image: pyvips.Image) -> Glimpse:
    return _glimpse(image.thumbnail_image(LARGEST_SIDE, height=LARGEST_SIDE, crop="centre", size="down"))


def _glimpse(image: pyvips.Image) -> Glimpse:
    opaque = _opaque(image).cast("uchar")
    return Glimpse(opaque.width, opaque.height, bytes(opaque.write_to_memory()))


def _small_preview(image: pyvips.Image) -> Preview:
    content = image.webpsave_buffer(Q=_WEBP_QUALITY, effort=_WEBP_EFFORT, keep="none")
    return Preview(str(SMALL_SIDE), "image/webp", "webp", bytes(content), image.width, image.height)


def _large_preview(image: pyvips.Image) -> Preview:
    # Progressive, so that a whole picture is there early on a slow line.
    content = _opaque(image).jpegsave_buffer(Q=_JPEG_QUALITY, interlace=True, keep="none")
    return Preview(str(LARGE_SIDE), "image/jpeg", "jpg", bytes(content), image.width, image.height)


def _opaque(image: pyvips.Image) -> pyvips.Image:
    return image.flatten(background=_WHITE) if image.hasalpha() else image


def _thumbhash(image: pyvips.Image) -> bytes:
    # Without transparency, which the library fails on.
    tiny = _opaque(_reduced(image, _THUMBHASH_SIDE)).addalpha()
    pixels = list(bytes(tiny.cast("uchar").write_to_memory()))
    return bytes(thumbhash.rgba_to_thumb_hash(tiny.width, tiny.height, pixels))
