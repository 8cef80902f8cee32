"""The small pictures that stand for a file: upright, sRGB, without metadata, never larger than the original."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyvips
import thumbhash

from momento_scanner.domain.glimpse import LARGEST_SIDE, MINIATURE_SIDE, Glimpse
from momento_scanner.domain.preview import LARGE_SIDE, SMALL_SIDE, Preview

_JPEG_QUALITY: Final = 80
_WEBP_QUALITY: Final = 75
_WEBP_EFFORT: Final = 0
"""More effort takes a third more time, and the picture is no closer to its original for it (SSIM)."""
_HALF: Final = 2
_WHITE: Final = [255, 255, 255]
_OPAQUE: Final = 255


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
    half = _halved(large)
    small = _reduced(half, SMALL_SIDE).copy_memory()
    miniature = _glimpse(_reduced(small, MINIATURE_SIDE))
    return Views(
        previews=(_small_preview(small), _large_preview(large)),
        glimpse=_middle(half),
        miniature=miniature,
        thumbhash=_thumbhash(miniature),
    )


def make_glimpse(picture: pyvips.Image) -> Glimpse:
    """The middle of an upright picture."""
    return _middle(_to_srgb(picture))


def _reduced(image: pyvips.Image, side: int) -> pyvips.Image:
    return image.thumbnail_image(side, height=side, size="down")


def _halved(image: pyvips.Image) -> pyvips.Image:
    # Of what the smaller ones are made, as long as it is large enough for them. Means of transparent pixels would not
    # go by how transparent each is.
    if min(image.width, image.height) < _HALF * LARGEST_SIDE or image.hasalpha():
        return image
    return image.shrink(_HALF, _HALF).copy_memory()


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
    # Not progressive: that takes five times as long for the same picture in nine tenths of the bytes.
    content = _opaque(image).jpegsave_buffer(Q=_JPEG_QUALITY, keep="none")
    return Preview(str(LARGE_SIDE), "image/jpeg", "jpg", bytes(content), image.width, image.height)


def _opaque(image: pyvips.Image) -> pyvips.Image:
    return image.flatten(background=_WHITE) if image.hasalpha() else image


def _thumbhash(image: Glimpse) -> bytes:
    colours = np.frombuffer(image.pixels, dtype=np.uint8).reshape(-1, 3)
    # Without transparency, which the library fails on.
    pixels = np.insert(colours, 3, _OPAQUE, axis=1)
    return bytes(thumbhash.rgba_to_thumb_hash(image.width, image.height, pixels.ravel().tolist()))
