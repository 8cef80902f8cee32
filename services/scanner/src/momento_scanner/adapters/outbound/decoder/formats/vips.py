"""JPEG, PNG, WebP and GIF through libvips, each by its own loader and no other.

`fail_on="warning"` makes libvips refuse what its decoders would patch over: a stream that ends early, broken
entropy-coded bytes, a wrong checksum.
"""

from __future__ import annotations

import os
from typing import IO, TYPE_CHECKING, Any, Final

import pyvips

from momento_scanner.adapters.outbound.decoder.formats.cross_check import read_gif_again
from momento_scanner.adapters.outbound.decoder.formats.picture import Picture
from momento_scanner.domain.description.preview import LARGE_SIDE

if TYPE_CHECKING:
    from collections.abc import Callable

    from momento_scanner.domain.inspection.limits import MediaLimits

_STRICT: Final = {"fail_on": "warning", "access": "sequential"}
# EXIF orientations that lay a picture on its side (EXIF 2.32, tag 0x0112).
_LYING: Final = range(5, 9)
_EXIF_PREFIX: Final = b"Exif\0\0"
_MILLISECONDS: Final = 1000
_JPEG_SCALES: Final = (2, 4, 8)
_BLOCK_ROWS: Final = 8
"""Of pixels in a JPEG's block (ITU-T T.81, A.1.1)."""


def decode_jpeg(file: IO[bytes], limits: MediaLimits) -> Picture:
    """Decodes a JPEG; of a large one fewer pixels are made, but all of its bytes are read."""
    header = _checked_header(file, limits, pyvips.Image.jpegload_source)
    # Anyone who makes an error takes libvips's messages so far.
    pyvips.Error("of another file")
    pixels = _shown(pyvips.Image.jpegload_source(_source(file), **_STRICT, shrink=_jpeg_scale(header)))
    # libvips looks for damage before each batch of rows and never after the last; there libjpeg's message remains.
    said = pyvips.Error("damage in the last rows")
    if said.detail:
        raise said
    return _upright(pixels, header.width, header.height, None)


def _jpeg_scale(header: pyvips.Image) -> int:
    """By how much it is reduced while it is decoded: what is left is as large as the largest preview."""
    spare = max(header.width, header.height) // LARGE_SIDE
    return max((scale for scale in _JPEG_SCALES if scale <= spare and _keeps_last_row(header.height, scale)), default=1)


def _keeps_last_row(height: int, scale: int) -> bool:
    # libvips leaves out what is no whole row when reduced; a row of blocks that has nothing else would not be decoded,
    # and damage in it not be found.
    return height % _BLOCK_ROWS == 0 or height % _BLOCK_ROWS >= scale


def decode_png(file: IO[bytes], limits: MediaLimits) -> Picture:
    """Decodes a PNG; of an animated one, the picture that viewers without animation show."""
    return _decode_pages(file, limits, pyvips.Image.pngload_source)[0]


def decode_webp(file: IO[bytes], limits: MediaLimits) -> Picture:
    """Decodes the pictures of a WebP: all, unless their pixels are out of proportion to the file's length."""
    return _decode_pages(file, limits, pyvips.Image.webpload_source)[0]


def decode_gif(file: IO[bytes], limits: MediaLimits) -> Picture:
    """Decodes the pictures of a GIF, as those of a WebP, but twice: libvips fills in what is missing."""
    picture, frames = _decode_pages(file, limits, pyvips.Image.gifload_source)
    read_gif_again(file, frames)
    return picture


def _decode_pages(file: IO[bytes], limits: MediaLimits, load: Callable[..., Any]) -> tuple[Picture, int]:
    header = _checked_header(file, limits, load)
    frames = _field(header, "n-pages", 1)
    limits.check_frames(frames, header.width, header.height)
    decoded = limits.decoded_frames(frames, header.width, header.height, os.fstat(file.fileno()).st_size)
    if decoded > 1:
        # The average is asked for only because it needs every pixel.
        load(_source(file), **_STRICT, n=decoded).avg()
    pixels = _shown(load(_source(file), **_STRICT))
    return _upright(pixels, header.width, header.height, _duration(header, frames)), decoded


def _checked_header(file: IO[bytes], limits: MediaLimits, load: Callable[..., Any]) -> pyvips.Image:
    header = load(_source(file), **_STRICT)
    limits.check_picture(header.width, header.height)
    limits.check_density(header.width, header.height, os.fstat(file.fileno()).st_size)
    return header


def _shown(picture: pyvips.Image) -> pyvips.Image:
    # Rows are reduced as they are decoded, so memory stays flat whatever the size.
    return picture.thumbnail_image(LARGE_SIDE, height=LARGE_SIDE, size="down", no_rotate=True).copy_memory()


def _source(file: IO[bytes]) -> pyvips.Source:
    # Each has a descriptor of its own, but they share one position.
    file.seek(0)
    return pyvips.Source.new_from_descriptor(file.fileno())


def _upright(pixels: pyvips.Image, width: int, height: int, duration: float | None) -> Picture:
    orientation = _field(pixels, "orientation", 1)
    if orientation in _LYING:
        width, height = height, width
    exif = bytes(_field(pixels, "exif-data", b"")).removeprefix(_EXIF_PREFIX)
    # Turning it by nothing would still copy every pixel.
    upright = pixels.autorot() if orientation > 1 else pixels
    return Picture(upright, width, height, exif, duration)


def _duration(header: pyvips.Image, frames: int) -> float | None:
    delays: list[int] = _field(header, "delay", [])
    return sum(delays) / _MILLISECONDS if frames > 1 and sum(delays) > 0 else None


def _field(image: pyvips.Image, name: str, default: Any) -> Any:
    return image.get(name) if image.get_typeof(name) else default
