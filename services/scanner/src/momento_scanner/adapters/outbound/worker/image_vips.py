"""JPEG, PNG, WebP and GIF through libvips, each by its own loader and no other.

`fail_on="warning"` makes libvips refuse what its decoders would patch over: a stream that ends early, broken
entropy-coded bytes, a wrong checksum.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pyvips

from momento_scanner.adapters.outbound.worker.picture import Picture
from momento_scanner.domain.preview import LARGE_SIDE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from momento_scanner.domain.limits import MediaLimits

# Never an answer remembered for another file of the same name.
_STRICT: Final = {"fail_on": "warning", "access": "sequential", "revalidate": True}
# EXIF orientations that lay a picture on its side (EXIF 2.32, tag 0x0112).
_LYING: Final = range(5, 9)
_EXIF_PREFIX: Final = b"Exif\0\0"
_ALL_PAGES: Final = -1
_MILLISECONDS: Final = 1000


def decode_jpeg(path: Path, limits: MediaLimits) -> Picture:
    """Decodes a JPEG.

    A decode at reduced scale would take half the time, but it is not proof enough: libvips looks for damage before
    each batch of eight rows and never after the last, and eight reduced rows can be sixty-four of the picture. At
    full size only damage within the last eight rows goes unnoticed, and only if the file is structurally whole.
    """
    return _decode_pages(path, limits, pyvips.Image.jpegload, {})


def decode_png(path: Path, limits: MediaLimits) -> Picture:
    """Decodes a PNG; of an animated one, the picture that viewers without animation show."""
    return _decode_pages(path, limits, pyvips.Image.pngload, {})


def decode_webp(path: Path, limits: MediaLimits) -> Picture:
    """Decodes every picture of a WebP."""
    return _decode_pages(path, limits, pyvips.Image.webpload, {"n": _ALL_PAGES})


def decode_gif(path: Path, limits: MediaLimits) -> Picture:
    """Decodes every picture of a GIF."""
    return _decode_pages(path, limits, pyvips.Image.gifload, {"n": _ALL_PAGES})


def _decode_pages(path: Path, limits: MediaLimits, load: Callable[..., Any], every_page: dict[str, int]) -> Picture:
    header = load(str(path), **_STRICT)
    limits.check_picture(header.width, header.height)
    frames = _field(header, "n-pages", 1)
    limits.check_frames(frames, header.width, header.height)
    if frames > 1:
        # The average is asked for only because it needs every pixel.
        load(str(path), **_STRICT, **every_page).avg()
    # Rows are reduced as they are decoded, so memory stays flat whatever the size.
    first = load(str(path), **_STRICT)
    pixels = first.thumbnail_image(LARGE_SIDE, height=LARGE_SIDE, size="down", no_rotate=True).copy_memory()
    return _upright(pixels, header.width, header.height, _duration(header, frames))


def _upright(pixels: pyvips.Image, width: int, height: int, duration: float | None) -> Picture:
    if _field(pixels, "orientation", 1) in _LYING:
        width, height = height, width
    exif = bytes(_field(pixels, "exif-data", b"")).removeprefix(_EXIF_PREFIX)
    return Picture(pixels.autorot(), width, height, exif, duration)


def _duration(header: pyvips.Image, frames: int) -> float | None:
    delays: list[int] = _field(header, "delay", [])
    return sum(delays) / _MILLISECONDS if frames > 1 and sum(delays) > 0 else None


def _field(image: pyvips.Image, name: str, default: Any) -> Any:
    return image.get(name) if image.get_typeof(name) else default
