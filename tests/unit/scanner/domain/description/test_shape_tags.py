from __future__ import annotations

import pytest
from momento_scanner.domain.description.decoded_media import DecodedMedia
from momento_scanner.domain.description.facts import Camera
from momento_scanner.domain.description.shape_tags import Shape
from momento_scanner.domain.formats.media_type import GIF, JPEG, MP4, PNG, MediaType

PHONE = Camera(make="Apple")


def names(
    width: int,
    height: int,
    *,
    media_type: MediaType = JPEG,
    file_name: str = "a.jpg",
    seconds: float | None = None,
    camera: Camera | None = None,
    says_screenshot: bool = False,
) -> list[str]:
    decoded = DecodedMedia(
        width, height, (), b"", duration_seconds=seconds, camera=camera, says_screenshot=says_screenshot
    )
    return [tag.name for tag in Shape(media_type, decoded, file_name).tags]


@pytest.mark.parametrize(
    ("width", "height", "expected"),
    [
        (4000, 3000, []),
        (3000, 4000, ["portrait"]),
        (3000, 3000, ["square"]),
        (3020, 3000, ["square"]),
        (3200, 3000, []),
        (8000, 3000, ["panorama"]),
        (6000, 3000, ["panorama"]),
        (1000, 300, []),
    ],
)
def test_the_outline_has_a_name(width: int, height: int, expected: list[str]) -> None:
    assert names(width, height) == expected


def test_what_moves_is_animated_unless_it_is_a_video() -> None:
    assert names(400, 300, media_type=GIF, seconds=2.0) == ["animated"]
    assert names(400, 300, media_type=MP4, seconds=2.0) == []
    assert names(4000, 1000, media_type=MP4, seconds=2.0) == []


@pytest.mark.parametrize("name", ["Screenshot_2021.png", "Screen Shot 2021-01-01.png", "Bildschirmfoto.png"])
def test_a_screenshot_is_known_by_the_name_that_systems_give(name: str) -> None:
    assert "screenshot" in names(500, 300, media_type=PNG, file_name=name)


def test_a_screenshot_is_known_by_what_the_file_says() -> None:
    assert "screenshot" in names(500, 300, says_screenshot=True, camera=PHONE)


def test_a_png_as_large_as_a_screen_is_a_screenshot_unless_a_camera_took_it() -> None:
    assert names(1170, 2532, media_type=PNG) == ["screenshot", "portrait"]
    assert names(1170, 2532, media_type=PNG, camera=PHONE) == ["portrait"]
    assert names(1170, 2532) == ["portrait"]
    assert names(1170, 2500, media_type=PNG) == ["portrait"]


def test_what_is_guessed_says_how_sure_that_is() -> None:
    said = Shape(PNG, DecodedMedia(1080, 1920, (), b"", says_screenshot=True), "a.png").tags[0]
    guessed = Shape(PNG, DecodedMedia(1080, 1920, (), b""), "a.png").tags[0]

    assert said.confidence == 1
    assert guessed.confidence is not None
    assert guessed.confidence < 1
