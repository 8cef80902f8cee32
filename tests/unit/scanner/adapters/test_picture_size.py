from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from momento_scanner.adapters.outbound.filetype.picture_size import PROGRESSIVE_SCANS
from momento_scanner.adapters.outbound.filetype.type_sniffer import SignatureSniffer
from momento_scanner.domain.formats.media_type import AVIF, GIF, HEIC, JPEG, MP4, PNG, WEBP
from PIL import Image

from tests.media.images import avif, gif, heic
from tests.media.videos import mp4

if TYPE_CHECKING:
    from momento_scanner.domain.formats.media_type import MediaType

SIZE = (301, 97)


def picture(kind: str, **options: Any) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", SIZE, "teal").save(target, kind, **options)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "media_type", "pixels"),
    [
        (picture("PNG"), PNG, 301 * 97),
        (picture("JPEG"), JPEG, 301 * 97),
        (picture("JPEG", comment=b"c" * 30_000, exif=b"Exif\0\0" + b"e" * 30_000), JPEG, 301 * 97),
        (picture("JPEG", progressive=True), JPEG, 301 * 97 * PROGRESSIVE_SCANS),
        (picture("WEBP"), WEBP, 301 * 97),
        (picture("WEBP", lossless=True), WEBP, 301 * 97),
        (picture("WEBP", exif=b"Exif\0\0II*\0\x08\0\0\0\0\0"), WEBP, 301 * 97),
        (picture("WEBP", save_all=True, append_images=[Image.new("RGB", SIZE)]), WEBP, None),
        (gif(), GIF, None),
        (mp4(), MP4, None),
    ],
)
def test_the_pixels_of_a_picture_are_known_by_its_beginning(
    content: bytes, media_type: MediaType, pixels: int | None
) -> None:
    assert SignatureSniffer().pixels(content[: 256 * 1024], media_type) == pixels


@pytest.mark.parametrize(("content", "media_type"), [(heic(), HEIC), (avif(), AVIF)])
def test_the_pixels_of_a_heif_picture_are_those_of_the_largest_in_it(content: bytes, media_type: MediaType) -> None:
    assert (SignatureSniffer().pixels(content, media_type) or 0) >= 96 * 64


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(picture("PNG"), PNG), (picture("JPEG"), JPEG), (picture("WEBP"), WEBP), (heic(), HEIC)],
)
def test_of_a_beginning_that_ends_before_it_says_so_no_pixels_are_known(content: bytes, media_type: MediaType) -> None:
    assert SignatureSniffer().pixels(content[:20], media_type) is None


@pytest.mark.parametrize("media_type", [PNG, JPEG, WEBP, HEIC, AVIF])
@pytest.mark.parametrize("head", [b"", b"\xff" * 64, b"\xff\xd8" + b"\xff\xe0\0\0" * 20, b"\0" * 64])
def test_whatever_a_beginning_says_it_is_read_to_an_end(head: bytes, media_type: MediaType) -> None:
    assert (SignatureSniffer().pixels(head, media_type) or 0) >= 0
