from __future__ import annotations

import pytest
from momento_scanner.domain.description.place import Place, PlaceName
from momento_scanner.domain.description.tag import Tag, TagSource


def test_a_place_gives_city_region_and_country() -> None:
    place = Place(PlaceName("Italy", 1.0), PlaceName("Tuscany", 0.9), PlaceName("Arezzo", 0.8))

    assert place.tags == (
        Tag("arezzo", TagSource.PLACE, 0.8),
        Tag("tuscany", TagSource.PLACE, 0.9),
        Tag("italy", TagSource.PLACE, 1.0),
    )


def test_places_of_one_name_are_one_tag_as_sure_as_the_largest() -> None:
    place = Place(PlaceName("Luxembourg", 1.0), PlaceName("Luxembourg", 0.9), PlaceName("Luxembourg", 0.8))

    assert place.tags == (Tag("luxembourg", TagSource.PLACE, 1.0),)


def test_out_in_the_country_there_is_no_city() -> None:
    assert [tag.name for tag in Place(PlaceName("Iceland", 1.0)).tags] == ["iceland"]


@pytest.mark.parametrize(("text", "confidence"), [("", 1.0), (" ", 1.0), ("Rome", 0.0), ("Rome", 1.1)])
def test_a_place_has_a_name_and_a_confidence(text: str, confidence: float) -> None:
    with pytest.raises(ValueError, match="not a place"):
        PlaceName(text, confidence)
