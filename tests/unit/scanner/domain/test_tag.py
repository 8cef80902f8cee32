from __future__ import annotations

from datetime import UTC, datetime

import pytest
from momento_scanner.domain.facts import Camera, Position
from momento_scanner.domain.tag import Tag, TagSource, derived_tags
from momento_scanner.domain.taken_at import UNKNOWN, TakenAt, TakenAtSource


def names(*, camera: Camera | None = None, taken: TakenAt = UNKNOWN, position: Position | None = None) -> list[str]:
    return [tag.name for tag in derived_tags(camera, taken, position)]


def at(*moment: int, offset: int | None = None) -> TakenAt:
    year, month, day, hour = moment
    return TakenAt(datetime(year, month, day, hour, tzinfo=UTC), TakenAtSource.EXIF, offset)


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
    assert names(camera=Camera(make=make, model=model)) == expected


def test_time_gives_year_month_season_and_weekend() -> None:
    assert names(taken=at(2021, 7, 4, 12)) == ["2021", "july", "summer", "weekend"]


def test_a_monday_is_no_weekend() -> None:
    assert names(taken=at(2021, 7, 5, 12)) == ["2021", "july", "summer"]


def test_december_belongs_to_winter() -> None:
    assert names(taken=at(2021, 12, 15, 12)) == ["2021", "december", "winter"]


def test_south_of_the_equator_seasons_are_the_other_way_round() -> None:
    assert names(taken=at(2021, 7, 5, 12), position=Position(-33.9, 18.4)) == ["2021", "july", "winter"]


def test_the_day_is_that_of_the_place_and_not_of_utc() -> None:
    # Friday 23:00 UTC is Saturday in Berlin, and the new year has begun there.
    assert names(taken=at(2021, 12, 31, 23, offset=60)) == ["2022", "january", "winter", "weekend"]


def test_each_tag_says_where_it_comes_from() -> None:
    tags = derived_tags(Camera(make="Apple"), at(2021, 7, 5, 12), None)

    assert [tag.source for tag in tags] == [TagSource.CAMERA, *[TagSource.TIME] * 3]


@pytest.mark.parametrize("name", ["", "Upper", " spaced", "two  spaces"])
def test_a_tag_is_spelt_in_one_way_only(name: str) -> None:
    with pytest.raises(ValueError, match="not a tag"):
        Tag(name, TagSource.TIME)
