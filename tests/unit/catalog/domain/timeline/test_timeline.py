from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from momento_catalog.domain.errors import FilterInvalid
from momento_catalog.domain.timeline.timeline import Moment, Month, Period, Window

from tests.fakes.catalog.samples import new_upload_id

MOMENT = datetime(2020, 2, 29, 12, 0, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(2019, 11, 1), datetime(2020, 4, 1), timezones=st.just(UTC))  # noqa: DTZ001  # zone follows


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(FilterInvalid):
        Period(MOMENT, MOMENT)


def test_a_bound_finer_than_a_millisecond_counts_as_the_next_one() -> None:
    period = Period(begin=MOMENT + timedelta(microseconds=1))
    assert MOMENT not in period
    assert MOMENT + timedelta(milliseconds=1) in period


@given(MOMENTS, MOMENTS, MOMENTS, MOMENTS)
def test_a_month_with_a_moment_in_the_window_is_never_passed_over(
    taken_at: datetime, one: datetime, other: datetime, reached: datetime
) -> None:
    moment = Moment(taken_at, new_upload_id())
    begin, end = sorted((one, other + timedelta(seconds=1)))
    for window in (Window(), Window(Period(begin, end)), Window(Period(begin), Moment(reached, new_upload_id()))):
        if moment in window:
            oldest, newest = window.months
            assert oldest <= Month.of(taken_at) <= newest


def test_months_outside_of_the_window_are_passed_over() -> None:
    assert Window(Period(MOMENT, MOMENT + timedelta(hours=1))).months == (Month("2020-02"), Month("2020-02"))
    assert Window(after=Moment(MOMENT, new_upload_id())).months == (Month("0001-01"), Month("2020-02"))
    assert Window().months == (Month("0001-01"), Month("9999-12"))


def test_a_month_is_written_with_its_year() -> None:
    assert str(Month.of(MOMENT)) == "2020-02"
    with pytest.raises(ValueError, match="YYYY-MM"):
        Month("2020-13")


@given(st.lists(st.none() | st.integers(0, 20), min_size=4, max_size=4), st.integers(0, 20))
def test_overlap_and_hull_of_periods_hold_what_they_should(bounds: list[int | None], hour: int) -> None:
    moments = [None if bound is None else MOMENT + timedelta(hours=bound) for bound in bounds]
    pairs = [(begin, end) for begin, end in (moments[:2], moments[2:]) if not (begin and end and begin >= end)]
    assume(len(pairs) == 2)
    one, other = (Period(begin, end) for begin, end in pairs)
    moment = MOMENT + timedelta(hours=hour)
    both = one.overlap(other)
    assert (both is not None and moment in both) == (moment in one and moment in other)
    assert moment in one.hull(other) or not (moment in one or moment in other)
