from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from momento_scanner.domain.description.colour import Colour

BYTE = st.integers(0, 255)


@pytest.mark.parametrize(
    ("rgb", "name"),
    [
        # Named colours of CSS Color Module Level 4, section 6.1.
        ((0, 0, 0), "black"),
        ((255, 255, 255), "white"),
        ((128, 128, 128), "grey"),
        ((255, 0, 0), "red"),
        ((139, 0, 0), "red"),
        ((255, 165, 0), "orange"),
        ((255, 140, 0), "orange"),
        ((255, 255, 0), "yellow"),
        ((0, 128, 0), "green"),
        ((34, 139, 34), "green"),
        ((107, 142, 35), "green"),
        ((64, 224, 208), "turquoise"),
        ((0, 0, 255), "blue"),
        ((135, 206, 235), "blue"),
        ((65, 105, 225), "blue"),
        ((128, 0, 128), "purple"),
        ((138, 43, 226), "purple"),
        ((255, 192, 203), "pink"),
        ((139, 69, 19), "brown"),
        ((245, 222, 179), "beige"),
    ],
)
def test_a_colour_has_the_name_that_people_give_it(rgb: tuple[int, int, int], name: str) -> None:
    assert Colour.of_srgb(*rgb).name == name


@given(BYTE, BYTE, BYTE)
def test_every_colour_has_a_name_and_lies_in_the_space(red: int, green: int, blue: int) -> None:
    colour = Colour.of_srgb(red, green, blue)

    assert colour.name
    assert -0.001 <= colour.lightness <= 1.001
    assert 0 <= colour.hue < 360


@given(BYTE)
def test_equal_parts_of_red_green_and_blue_have_no_hue(value: int) -> None:
    assert Colour.of_srgb(value, value, value).grey
