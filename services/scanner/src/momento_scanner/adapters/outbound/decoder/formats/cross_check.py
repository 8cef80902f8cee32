"""Second decoders, for formats whose first one patches over damage without a word."""

from __future__ import annotations

from typing import IO

import av
import av.error
import pyvips
from PIL import Image

from momento_scanner.adapters.outbound.decoder.container_integrity.padding import content_damaged
from momento_scanner.adapters.outbound.decoder.formats.external_references import refuse_other_files


def read_gif_again(file: IO[bytes], frames: int) -> None:
    """Decodes the first `frames` pictures with Pillow; it raises OSError where pixels are missing, libvips does not."""
    Image.MAX_IMAGE_PIXELS = None
    file.seek(0)
    with Image.open(file, formats=["GIF"]) as image:
        for frame in range(frames):
            image.seek(frame)
            image.load()


def read_avif_again(file: IO[bytes]) -> None:
    """Decodes the picture with libvips (libheif, libaom); it raises where dav1d guesses what a broken frame shows."""
    file.seek(0)
    # The average is asked for only because it needs every pixel.
    pyvips.Image.heifload_source(pyvips.Source.new_from_descriptor(file.fileno()), access="sequential").avg()


def read_heic_again(file: IO[bytes]) -> None:
    """Decodes the first picture, or the first tile of it, with FFmpeg.

    FFmpeg does not know every way to arrange a HEIF file, so one that it cannot open is left to libheif alone. In what
    it opens its decoder must find a picture.

    Raises:
        FileRejected: CONTENT_DAMAGED when it does not.
    """
    file.seek(0)
    try:
        container = av.open(file, mode="r", format="mov", metadata_errors="replace", io_open=refuse_other_files)
    except av.error.FFmpegError:
        return
    with container:
        if container.streams.video and next(container.decode(container.streams.video[0]), None) is None:
            raise content_damaged()
