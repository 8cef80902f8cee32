"""The small pictures that stand for a file: upright, sRGB, without metadata, never larger than the original."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

import numpy as np
import pyvips
import thumbhash
from PIL import Image

from momento_scanner.adapters.outbound.decoder.description.reduced_picture import ReducedPicture
from momento_scanner.domain.description.crop import MAX_SIDE, THUMBNAIL_SIDE, Crop
from momento_scanner.domain.description.preview import LARGE_SIDE, SMALL_SIDE, Preview

_JPEG_QUALITY: Final = 80
_WEBP_QUALITY: Final = 75
_WEBP_EFFORT: Final = 0
"""More effort takes a third more time, and the picture is no closer to its original for it (SSIM)."""
_OPAQUE: Final = 255
_MODES: Final = {3: "RGB", 4: "RGBA"}


@dataclass(frozen=True, slots=True)
class Views:
    """What is made of one picture: previews, smallest first; its middle and all of it in a few pixels; a ThumbHash."""

    previews: tuple[Preview, ...]
    label_crop: Crop
    miniature: Crop
    thumbhash: bytes


def make_views(picture: pyvips.Image) -> Views:
    """Everything small, of an upright picture."""
    large = _large(picture)
    reduced = ReducedPicture(large, MAX_SIDE)
    small = reduced.whole(SMALL_SIDE)
    miniature = _crop(ReducedPicture(small, SMALL_SIDE).whole(THUMBNAIL_SIDE))
    return Views(
        previews=(_small_preview(small), _large_preview(large)),
        label_crop=_crop(reduced.middle(MAX_SIDE)),
        miniature=miniature,
        thumbhash=_thumbhash(miniature),
    )


def make_crop(picture: pyvips.Image) -> Crop:
    """The middle of an upright picture."""
    return _crop(ReducedPicture(_large(picture), MAX_SIDE).middle(MAX_SIDE))


def _large(picture: pyvips.Image) -> Image.Image:
    """The picture for Pillow, which is faster than libvips at sizes like these and at writing them."""
    shown = picture if _is_ready(picture) else _to_srgb(_reduced(picture))
    mode = _MODES[shown.bands]
    return Image.frombuffer(mode, (shown.width, shown.height), shown.write_to_memory(), "raw", mode, 0, 1)


def _is_ready(picture: pyvips.Image) -> bool:
    # As most photos are when they were decoded; steps that change nothing would still copy every pixel.
    return (
        max(picture.width, picture.height) <= LARGE_SIDE
        and picture.interpretation == "srgb"
        and picture.format == "uchar"
        and not picture.get_typeof("icc-profile-data")
    )


def _reduced(picture: pyvips.Image) -> pyvips.Image:
    return picture.thumbnail_image(LARGE_SIDE, height=LARGE_SIDE, size="down")


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


def _crop(image: Image.Image) -> Crop:
    opaque = _opaque(image)
    return Crop(opaque.width, opaque.height, opaque.tobytes())


def _small_preview(image: Image.Image) -> Preview:
    content = _saved(image, "WEBP", quality=_WEBP_QUALITY, method=_WEBP_EFFORT)
    return Preview(str(SMALL_SIDE), "image/webp", "webp", content, image.width, image.height)


def _large_preview(image: Image.Image) -> Preview:
    # Not progressive: that takes five times as long for the same picture in nine tenths of the bytes.
    content = _saved(_opaque(image), "JPEG", quality=_JPEG_QUALITY)
    return Preview(str(LARGE_SIDE), "image/jpeg", "jpg", content, image.width, image.height)


def _saved(image: Image.Image, codec: str, **settings: Any) -> bytes:
    target = BytesIO()
    image.save(target, codec, **settings)
    return target.getvalue()


def _opaque(image: Image.Image) -> Image.Image:
    if image.mode == "RGB":
        return image
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image).convert("RGB")


def _thumbhash(image: Crop) -> bytes:
    colours = np.frombuffer(image.pixels, dtype=np.uint8).reshape(-1, 3)
    # Without transparency, which the library fails on.
    pixels = np.insert(colours, 3, _OPAQUE, axis=1)
    return bytes(thumbhash.rgba_to_thumb_hash(image.width, image.height, pixels.ravel().tolist()))
