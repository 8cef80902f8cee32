"""Tiny pictures made in code: no camera sample has to be kept, and each test says what is in its file."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Final

import numpy as np
import pillow_heif
from PIL import Image

Array = np.ndarray[tuple[int, ...], np.dtype[np.uint8]]

_EXIF_IFD: Final = 0x8769
_GPS_IFD: Final = 0x8825
_HALF_GREY: Final = 128


def pixels(width: int = 96, height: int = 64, shift: int = 0) -> Array:
    """A colourful gradient; `shift` makes it another one."""
    x = np.linspace(0, 255, width, dtype=np.uint8)[None, :].repeat(height, axis=0)
    y = np.linspace(0, 255, height, dtype=np.uint8)[:, None].repeat(width, axis=1)
    return np.stack([x, y, np.full_like(x, (_HALF_GREY + shift) % 256)], axis=2)


def picture(width: int = 96, height: int = 64, shift: int = 0) -> Image.Image:
    """The same as a Pillow image."""
    return Image.fromarray(pixels(width, height, shift))


def exif(
    *,
    taken: str = "2021:07:04 12:30:00",
    offset: str = "+02:00",
    orientation: int = 1,
    latitude: tuple[float, float, float] | None = (52, 31, 12.0),
    longitude: tuple[float, float, float] = (13, 24, 18.0),
) -> Image.Exif:
    """EXIF of a camera named `Momento Testcam 1`, in Berlin unless told otherwise."""
    block = Image.Exif()
    block[0x010F], block[0x0110], block[0x0112] = "Momento", "Testcam 1", orientation
    detail = block.get_ifd(_EXIF_IFD)
    detail[0x9003], detail[0x829A], detail[0x829D], detail[0x8827] = taken, 0.008, 2.8, 200
    if offset:
        detail[0x9011] = offset
    if latitude is not None:
        block.get_ifd(_GPS_IFD).update({1: "N", 2: latitude, 3: "E", 4: longitude})
    return block


def jpeg(width: int = 96, height: int = 64, **options: object) -> bytes:
    """A JPEG; `options` go to Pillow."""
    return _saved(picture(width, height), "JPEG", **{"quality": 90, **options})


def jpeg_with_gps(**facts: object) -> bytes:
    """A JPEG with the EXIF of `exif(**facts)`."""
    return jpeg(exif=exif(**facts))  # type: ignore[arg-type]  # passed on as they are


def png(width: int = 96, height: int = 64, **options: object) -> bytes:
    """A PNG."""
    return _saved(picture(width, height), "PNG", **options)


def png_claiming(width: int, height: int) -> bytes:
    """A PNG whose header promises more pixels than its few bytes could ever fill: a pixel flood."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + png_chunk(b"IHDR", header)
        + png_chunk(b"IDAT", zlib.compress(bytes(1000)))
        + png_chunk(b"IEND", b"")
    )


def png_chunk(name: bytes, content: bytes) -> bytes:
    """One chunk with its checksum."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def webp(width: int = 96, height: int = 64, frames: int = 1, **options: object) -> bytes:
    """A WebP, animated when it has several frames of 100 ms."""
    return _animation("WEBP", width, height, frames, duration=100, **options)


def gif(width: int = 96, height: int = 64, frames: int = 1) -> bytes:
    """A GIF, animated when it has several frames of 100 ms."""
    return _animation("GIF", width, height, frames, duration=100)


def avif(width: int = 96, height: int = 64, frames: int = 1, **options: object) -> bytes:
    """An AVIF, animated when it has several frames of 100 ms."""
    return _animation("AVIF", width, height, frames, duration=100, **options)


def heic(width: int = 96, height: int = 64, **options: object) -> bytes:
    """A HEIC."""
    target = io.BytesIO()
    pillow_heif.from_pillow(picture(width, height)).save(target, quality=80, **options)
    return target.getvalue()


def _animation(kind: str, width: int, height: int, frames: int, **options: object) -> bytes:
    first, *rest = [picture(width, height, shift=40 * number) for number in range(frames)]
    if not rest:
        options.pop("duration", None)
        return _saved(first, kind, **options)
    return _saved(first, kind, save_all=True, append_images=rest, **options)


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()
