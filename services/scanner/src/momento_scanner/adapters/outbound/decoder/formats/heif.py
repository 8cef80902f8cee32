"""HEIC through libheif (pillow-heif) and AVIF through libavif (Pillow), each opened as that format alone.

Both libraries turn the picture upright themselves, as the file's transformations say; EXIF orientation does not count
in these formats (ISO/IEC 23008-12, annex A).
"""

from __future__ import annotations

import os
from typing import IO, TYPE_CHECKING, Any, Final

import numpy as np
import pillow_heif
import pyvips
from PIL import Image

from momento_scanner.adapters.outbound.decoder.container_integrity.padding import content_damaged
from momento_scanner.adapters.outbound.decoder.formats.cross_check import read_avif_again, read_heic_again
from momento_scanner.adapters.outbound.decoder.formats.picture import Picture
from momento_scanner.domain.rejection import FileRejected, Rejection, RejectionReason

if TYPE_CHECKING:
    from momento_scanner.domain.inspection.limits import MediaLimits

_HEIC_TYPES: Final = frozenset({"image/heic", "image/heif", "image/heic-sequence", "image/heif-sequence"})
_EXIF_PREFIX: Final = b"Exif\0\0"
_COLOURS: Final = 3
_MILLISECONDS: Final = 1000
_ICC_FIELD: Final = "icc-profile-data"


def decode_heic(file: IO[bytes], limits: MediaLimits) -> Picture:
    """Decodes every picture of a HEIC file that is not hidden; the primary one is shown."""
    try:
        opened = pillow_heif.open_heif(file, convert_hdr_to_8bit=True)
        picture = _decode_heic(opened, limits, os.fstat(file.fileno()).st_size)
    except (RuntimeError, ValueError) as error:
        # pillow-heif's own: whatever libheif says of content that it cannot read.
        raise content_damaged() from error
    read_heic_again(file)
    return picture


def _decode_heic(file: pillow_heif.HeifFile, limits: MediaLimits, size_bytes: int) -> Picture:
    if file.mimetype not in _HEIC_TYPES:
        raise _mismatch("HEIC")
    if not len(file):
        raise content_damaged()
    width, height = file.size
    limits.check_density(width, height, size_bytes)
    for image in file:
        limits.check_picture(*image.size)
    limits.check_frames(len(file), *file.size)
    for index, image in enumerate(file):
        if index != file.primary_index:
            image.load()
    primary = file[file.primary_index]
    info: dict[str, Any] = primary.info
    pixels = _from_array(np.asarray(primary), info.get("icc_profile"))
    exif = bytes(info.get("exif") or b"").removeprefix(_EXIF_PREFIX)
    return Picture(pixels, pixels.width, pixels.height, exif)


def decode_avif(file: IO[bytes], limits: MediaLimits) -> Picture:
    """Decodes every picture of an AVIF file; a single one twice, since dav1d conceals damage."""
    try:
        picture = _decode_avif(file, limits)
    except RuntimeError as error:
        # Pillow's own: whatever libavif says of content that it cannot read.
        raise content_damaged() from error
    if picture.duration_seconds is None:
        read_avif_again(file)
    return picture


def _decode_avif(file: IO[bytes], limits: MediaLimits) -> Picture:
    # Pillow would refuse above its own limit; ours are checked before anything is decoded.
    Image.MAX_IMAGE_PIXELS = None
    with Image.open(file, formats=["AVIF"]) as image:
        limits.check_picture(*image.size)
        frames, size_bytes = getattr(image, "n_frames", 1), os.fstat(file.fileno()).st_size
        limits.check_density(*image.size, size_bytes)
        limits.check_frames(frames, *image.size)
        profile, exif = image.info.get("icc_profile"), bytes(image.info.get("exif") or b"")
        first = np.asarray(image.convert("RGBA" if image.has_transparency_data else "RGB"))
        milliseconds = float(image.info.get("duration", 0))
        for frame in range(1, limits.decoded_frames(frames, *image.size, size_bytes)):
            image.seek(frame)
            image.load()
            milliseconds += float(image.info.get("duration", 0))
    pixels = _from_array(first, profile)
    duration = milliseconds / _MILLISECONDS if frames > 1 and milliseconds > 0 else None
    return Picture(pixels, pixels.width, pixels.height, exif.removeprefix(_EXIF_PREFIX), duration)


def _from_array(array: np.ndarray[tuple[int, ...], np.dtype[np.uint8]], profile: bytes | None) -> pyvips.Image:
    interpretation = "srgb" if array.ndim >= _COLOURS and array.shape[2] >= _COLOURS else "b-w"
    image = pyvips.Image.new_from_array(array, interpretation=interpretation)
    if profile:
        image = image.copy()
        image.set_type(pyvips.GValue.blob_type, _ICC_FIELD, profile)
    return image


def _mismatch(name: str) -> FileRejected:
    return FileRejected(
        Rejection(
            RejectionReason.CONTENT_MISMATCH,
            f"The file calls itself {name}, but holds something else. Export the picture anew and send that.",
        )
    )
