"""What holds for every gazetteer, and what the built-in one knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from momento_scanner.adapters.outbound.geonames.gazetteer import GeoNamesGazetteer
from momento_scanner.domain.description.facts import Position

from tests.fakes.scanner.gazetteer import FakeGazetteer

if TYPE_CHECKING:
    from momento_scanner.application.ports.gazetteer import Gazetteer

GEONAMES = GeoNamesGazetteer()
AREZZO, SYDNEY, ATLANTIC = Position(43.467, 11.885), Position(-33.86, 151.2), Position(30.0, -40.0)


def names(position: Position, gazetteer: Gazetteer = GEONAMES) -> list[str]:
    place = gazetteer.place_of(position)
    return [] if place is None else [tag.name for tag in place.tags]


@pytest.mark.parametrize("gazetteer", [FakeGazetteer(), GEONAMES], ids=["fake", "geonames"])
def test_a_position_lies_in_a_city_a_region_and_a_country(gazetteer: Gazetteer) -> None:
    assert names(AREZZO, gazetteer) == ["arezzo", "tuscany", "italy"]
    assert names(SYDNEY, gazetteer) == ["sydney", "new south wales", "australia"]
    assert names(ATLANTIC, gazetteer) == []


@pytest.mark.parametrize(
    ("latitude", "longitude", "city"),
    [
        (40.71, -74.0, "new york city"),  # nearest is a quarter of it
        (40.728, -74.07, "jersey city"),  # within reach of New York, but in another region
        (52.52, 13.405, "berlin"),
        (48.80, 2.13, "versailles"),  # beyond the reach of Paris
        (-17.8, 177.42, "nadi"),
    ],
)
def test_a_city_is_the_one_that_people_would_name(latitude: float, longitude: float, city: str) -> None:
    assert city in names(Position(latitude, longitude))


def test_both_sides_of_the_date_line_are_near_each_other() -> None:
    assert "fiji" in names(Position(-16.8, 179.98))
    assert "fiji" in names(Position(-16.8, -179.98))


@pytest.mark.parametrize("position", [Position(90, 0), Position(-90, 0), Position(0, 180), Position(0, -180)])
def test_where_nobody_lives_there_is_no_place(position: Position) -> None:
    assert names(position) == []


def test_at_a_border_it_is_less_sure() -> None:
    # Basel, where three countries meet.
    inside, border = (GEONAMES.place_of(position) for position in (AREZZO, Position(47.56, 7.59)))

    assert inside is not None
    assert border is not None
    assert border.country.confidence < inside.country.confidence


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_every_position_on_earth_has_an_answer(latitude: float, longitude: float) -> None:
    place = GEONAMES.place_of(Position(latitude, longitude))

    assert place is None or place.tags
