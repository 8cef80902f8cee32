from __future__ import annotations

import pytest
from momento_scanner.domain.description.tag import Tag, TagSource, each_once


@pytest.mark.parametrize("name", ["", "Upper", " spaced", "two  spaces"])
def test_a_tag_is_spelt_in_one_way_only(name: str) -> None:
    with pytest.raises(ValueError, match="not a tag"):
        Tag(name, TagSource.TIME)


@pytest.mark.parametrize("confidence", [0.0, -0.1, 1.01, float("nan")])
def test_a_confidence_is_above_0_and_up_to_1(confidence: float) -> None:
    with pytest.raises(ValueError, match="not a confidence"):
        Tag("cat", TagSource.MODEL, confidence)


def test_of_two_sources_the_first_has_the_word() -> None:
    seen, said = Tag("orange", TagSource.MODEL, 0.8), Tag("orange", TagSource.COLOUR, 0.4)

    assert each_once((seen, said, Tag("lemon", TagSource.MODEL))) == (seen, Tag("lemon", TagSource.MODEL))
