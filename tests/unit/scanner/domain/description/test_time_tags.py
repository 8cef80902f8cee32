from __future__ import annotations

from datetime import UTC, datetime

import pytest
from momento_scanner.domain.description.facts import Position
from momento_scanner.domain.description.tag import TagSource
from momento_scanner.domain.description.taken_at import UNKNOWN, TakenAt, TakenAtSource
from momento_scanner.domain.description.time_tags import time_tags

BERLIN, CAPE_TOWN, NAIROBI = Position(52.5, 13.4), Position(-33.9, 18.4), Position(-1.3, 36.8)


def names(taken: TakenAt, position: Position | None = None) -> list[str]:
    return [tag.name for tag in time_tags(taken, position)]


def at(*moment: int, offset: int | None = None) -> TakenAt:
    year, month, day, hour = moment
    return TakenAt(datetime(year, month, day, hour, tzinfo=UTC), TakenAtSource.EXIF, offset)


def test_time_gives_year_month_and_weekend() -> None:
    assert names(at(2021, 7, 4, 12)) == ["2021", "july", "weekend"]


def test_a_monday_is_no_weekend() -> None:
    assert names(at(2021, 7, 5, 12)) == ["2021", "july"]


@pytest.mark.parametrize(
    ("position", "season"), [(BERLIN, ["summer"]), (CAPE_TOWN, ["winter"]), (NAIROBI, []), (None, [])]
)
def test_the_season_follows_from_the_hemisphere_and_is_not_guessed(
    position: Position | None, season: list[str]
) -> None:
    assert names(at(2021, 7, 5, 12), position) == ["2021", "july", *season]


def test_december_belongs_to_winter() -> None:
    assert "winter" in names(at(2021, 12, 15, 12), BERLIN)


def test_the_day_is_that_of_the_place_and_not_of_utc() -> None:
    # Friday 23:00 UTC is Saturday in Berlin, and the new year has begun there.
    assert names(at(2021, 12, 31, 23, offset=60)) == ["2022", "january", "weekend"]


def test_a_moment_that_is_not_known_gives_none() -> None:
    assert names(UNKNOWN, BERLIN) == []


def test_each_tag_says_where_it_comes_from() -> None:
    assert {tag.source for tag in time_tags(at(2021, 7, 5, 12), BERLIN)} == {TagSource.TIME}
