from __future__ import annotations

import pytest
from momento_scanner.domain.description.colour_tags import colour_tags
from momento_scanner.domain.description.crop import Crop

RED, GREEN, BLUE, YELLOW, GREY, DARK = (
    bytes(rgb) for rgb in [(220, 20, 20), (20, 140, 20), (20, 20, 220), (250, 240, 20), (130, 130, 130), (5, 5, 5)]
)


def tags(**counts: int) -> dict[str, float | None]:
    palette = {"red": RED, "green": GREEN, "blue": BLUE, "yellow": YELLOW, "grey": GREY, "dark": DARK}
    pixels = b"".join(palette[name] * count for name, count in counts.items())
    return {tag.name: tag.confidence for tag in colour_tags(Crop(len(pixels) // 3, 1, pixels))}


def test_a_colour_is_as_sure_as_its_share() -> None:
    assert tags(red=60, green=40) == {"red": pytest.approx(0.6), "green": pytest.approx(0.4)}


def test_a_colour_that_is_hardly_there_is_not_named() -> None:
    assert tags(red=90, blue=10) == {"red": pytest.approx(0.9)}


def test_at_most_three_are_named() -> None:
    assert len(tags(red=25, green=25, blue=25, yellow=25)) == 3


def test_shadows_count_only_when_they_are_most_of_it() -> None:
    assert tags(dark=30, red=70) == {"red": pytest.approx(0.7)}
    assert list(tags(dark=60, red=40)) == ["black", "red"]


def test_a_picture_without_colours_is_black_and_white() -> None:
    assert tags(dark=40, grey=60) == {"black and white": pytest.approx(1.0)}


def test_a_plain_surface_is_no_black_and_white_photograph() -> None:
    assert tags(dark=100) == {"black": pytest.approx(1.0)}


def test_grey_is_no_word_to_look_for() -> None:
    assert tags(grey=70, red=30) == {"red": pytest.approx(0.3)}


def test_what_has_no_pixels_has_no_colours() -> None:
    assert colour_tags(None) == ()


@pytest.mark.parametrize(("width", "height", "count"), [(0, 1, 0), (257, 1, 771), (2, 2, 11), (2, 2, 13)])
def test_a_glimpse_has_the_pixels_of_its_sides(width: int, height: int, count: int) -> None:
    with pytest.raises(ValueError, match=r"pixels|label_crop"):
        Crop(width, height, bytes(count))
