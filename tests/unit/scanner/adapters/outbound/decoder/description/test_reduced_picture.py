"""Small pictures that are made of means, beside those made of every pixel."""

from __future__ import annotations

import numpy as np
import pytest
from momento_scanner.adapters.outbound.decoder.description.reduced_picture import ReducedPicture
from PIL import Image

SIZES = [(1440, 1080), (1439, 1079), (811, 1440), (600, 519), (1440, 300), (200, 100), (1, 3)]
MAX_DIFFERENCE = 1.5
"""The mean of all pixels, of 255; a picture that is drawn out by one pixel of the original has more."""


def waves(width: int, height: int) -> Image.Image:
    across = np.sin(np.arange(width) / 6)[None, :] + np.sin(np.arange(height) / 6)[:, None]
    return Image.fromarray((across * 60 + 128).astype(np.uint8)).convert("RGB")


def difference(one: Image.Image, other: Image.Image) -> float:
    return float(np.abs(np.asarray(one, int) - np.asarray(other, int)).mean())


@pytest.mark.parametrize("size", SIZES)
def test_the_whole_is_as_if_made_of_every_pixel(size: tuple[int, int]) -> None:
    original = waves(*size)

    small = ReducedPicture(original, 256).whole(256)

    scale = min(1, 256 / max(size))
    width, height = (max(1, round(side * scale)) for side in size)
    expected = original.resize((width, height), Image.Resampling.LANCZOS)
    assert small.size == expected.size
    assert difference(small, expected) < MAX_DIFFERENCE


@pytest.mark.parametrize("size", SIZES)
def test_the_middle_is_as_if_made_of_every_pixel(size: tuple[int, int]) -> None:
    original = waves(*size)

    middle = ReducedPicture(original, 256).middle(256)

    edge = min(size)
    left, upper = (size[0] - edge) // 2, (size[1] - edge) // 2
    expected = original.crop((left, upper, left + edge, upper + edge)).resize(
        (min(edge, 256), min(edge, 256)), Image.Resampling.LANCZOS
    )
    assert middle.size == expected.size
    assert difference(middle, expected) < MAX_DIFFERENCE
