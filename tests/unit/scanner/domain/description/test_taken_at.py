from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from momento_scanner.domain.description.taken_at import UNKNOWN, TakenAt, TakenAtSource, TimeClues, taken_at

NOW = datetime(2025, 6, 1, 12, 0, tzinfo=UTC)
LOCAL = datetime(2021, 7, 4, 12, 30)  # noqa: DTZ001  # EXIF has no zone here
GPS = datetime(2021, 7, 4, 10, 30, tzinfo=UTC)
EXIF_ZONE = TimeClues(original=LOCAL, original_offset_minutes=120, gps=GPS + timedelta(minutes=1), container=NOW)


def test_exif_with_its_own_zone_is_believed_before_everything_else() -> None:
    assert taken_at(EXIF_ZONE, "IMG_20190101_000000.jpg", NOW) == TakenAt(GPS, TakenAtSource.EXIF_WITH_ZONE, 120)


def test_gps_time_comes_next_and_tells_the_zone_of_the_local_time() -> None:
    found = taken_at(TimeClues(original=LOCAL, gps=GPS + timedelta(minutes=3)), "a.jpg", NOW)

    assert found == TakenAt(GPS + timedelta(minutes=3), TakenAtSource.GPS, 120)


def test_a_gps_date_that_no_zone_explains_is_not_believed() -> None:
    found = taken_at(TimeClues(original=LOCAL, gps=GPS - timedelta(days=3)), "a.jpg", NOW)
    assert found == TakenAt(LOCAL.replace(tzinfo=UTC), TakenAtSource.EXIF)


def test_exif_without_a_zone_is_read_as_utc() -> None:
    assert taken_at(TimeClues(original=LOCAL), "a.jpg", NOW) == TakenAt(LOCAL.replace(tzinfo=UTC), TakenAtSource.EXIF)


def test_a_containers_creation_time_keeps_its_zone() -> None:
    created = datetime(2020, 2, 3, 4, 5, 6, tzinfo=timezone(timedelta(hours=1)))

    found = taken_at(TimeClues(container=created), "a.mov", NOW)

    assert found == TakenAt(created.astimezone(UTC), TakenAtSource.CONTAINER, 60)
    assert found.local == created


@pytest.mark.parametrize("year", [1904, 1970])
def test_an_unset_creation_time_is_not_believed(year: int) -> None:
    assert taken_at(TimeClues(container=datetime(year, 1, 1, tzinfo=UTC)), "a.mov", NOW) == UNKNOWN


@pytest.mark.parametrize(
    ("name", "moment"),
    [
        ("IMG_20190823_142311.jpg", (2019, 8, 23, 14, 23, 11)),
        ("PXL_20201231_235959123.jpg", (2020, 12, 31, 23, 59, 59)),
        ("VID_20190823_142311.mp4", (2019, 8, 23, 14, 23, 11)),
        ("2019-08-23 14.23.11.jpg", (2019, 8, 23, 14, 23, 11)),
        ("Screenshot_2019-08-23-14-23-11.png", (2019, 8, 23, 14, 23, 11)),
        ("Photo 2019-08-23 at 14.23.11.png", (2019, 8, 23, 14, 23, 11)),
        ("IMG-20190823-WA0001.jpg", (2019, 8, 23, 12, 0, 0)),
        ("20189999_20190823.jpg", (2019, 8, 23, 12, 0, 0)),
    ],
)
def test_a_date_in_the_name_is_better_than_none(name: str, moment: tuple[int, ...]) -> None:
    year, month, day, hour, minute, second = moment
    expected = datetime(year, month, day, hour, minute, second, tzinfo=UTC)

    assert taken_at(TimeClues(), name, NOW) == TakenAt(expected, TakenAtSource.FILE_NAME)


@pytest.mark.parametrize(
    "name", ["holiday.jpg", "IMG_20191323_142311.jpg", "IMG_20190231.jpg", "DSC01234.jpg", "120190823.jpg", "2019.jpg"]
)
def test_a_name_without_a_date_says_nothing(name: str) -> None:
    assert taken_at(TimeClues(), name, NOW) == UNKNOWN


@pytest.mark.parametrize("year", [1899, 2026])
def test_a_clock_that_was_never_set_is_not_believed(year: int) -> None:
    clues = TimeClues(original=LOCAL.replace(year=year), container=GPS)

    assert taken_at(clues, "a.jpg", NOW).source is TakenAtSource.CONTAINER


@given(
    original=st.none() | st.datetimes(),
    offset=st.none() | st.integers(-1440, 1440),
    gps=st.none() | st.datetimes(timezones=st.just(UTC)),
    container=st.none() | st.datetimes(timezones=st.just(UTC)),
    name=st.text(max_size=40),
)
def test_whatever_the_clues_a_moment_is_in_the_past(
    original: datetime | None, offset: int | None, gps: datetime | None, container: datetime | None, name: str
) -> None:
    found = taken_at(TimeClues(original, offset, gps, container), name, NOW)

    assert found.moment is None or found.moment <= NOW + timedelta(days=1)


def test_a_moment_has_to_be_in_utc_and_to_have_a_source() -> None:
    with pytest.raises(ValueError, match="UTC"):
        TakenAt(datetime(2020, 1, 1, tzinfo=timezone(timedelta(hours=1))), TakenAtSource.EXIF)
    with pytest.raises(ValueError, match="upload"):
        TakenAt(None, TakenAtSource.EXIF)
