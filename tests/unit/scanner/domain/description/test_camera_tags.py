from __future__ import annotations

import pytest
from momento_scanner.domain.description.camera_tags import camera_tags
from momento_scanner.domain.description.facts import Camera
from momento_scanner.domain.description.tag import Tag, TagSource


@pytest.mark.parametrize(
    ("make", "model", "expected"),
    [
        ("Apple", "iPhone 13 Pro", ["apple", "apple iphone 13 pro"]),
        ("Canon", "Canon EOS 40D", ["canon", "canon eos 40d"]),
        ("NIKON CORPORATION", "NIKON D70", ["nikon corporation", "nikon d70"]),
        ("", "EX-Z750", ["ex-z750"]),
        ("Jolla", "", ["jolla"]),
        ("", "", []),
    ],
)
def test_a_camera_is_found_by_its_maker_and_by_its_whole_name(make: str, model: str, expected: list[str]) -> None:
    assert [tag.name for tag in camera_tags(Camera(make=make, model=model))] == expected


def test_a_lens_is_a_tag_of_its_own() -> None:
    assert camera_tags(Camera(lens="EF 50mm f/1.8")) == (Tag("ef 50mm f/1.8", TagSource.CAMERA),)


def test_without_a_camera_there_are_none() -> None:
    assert camera_tags(None) == ()
