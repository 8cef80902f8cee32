from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from momento_catalog.adapters.outbound.dynamodb.keys import (
    bounds,
    facet_key,
    facet_value,
    read_facet_value,
    read_sort_key,
    sort_key,
)
from momento_catalog.domain.identifiers import UploadId, UserId
from momento_catalog.domain.index.facets import Facet, FacetName
from momento_catalog.domain.timeline.timeline import Moment, Period, Window

_TIMES = st.datetimes(timezones=st.just(UTC)).map(
    lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000)
)
_IDS = st.text("0123456789abcdefghjkmnpqrstvwxyz", min_size=25, max_size=25).map(lambda text: UploadId(f"0{text}"))
MOMENTS = st.builds(Moment, _TIMES, _IDS)
PERIODS = st.tuples(st.none() | _TIMES, st.none() | _TIMES).map(
    lambda ends: Period(*sorted(ends)) if None not in ends and ends[0] != ends[1] else Period(ends[0])  # type: ignore[type-var]  # none is none
)


def test_keys_are_written_as_the_tables_have_them() -> None:
    user_id, upload_id = UserId("01arz3ndektsv4rrffq69g5fav"), UploadId("01arz3ndektsv4rrffq69g5faw")
    facet = Facet(FacetName.TAG, "new york")
    assert facet_key(user_id, facet) == "01arz3ndektsv4rrffq69g5fav#tag#new york"
    assert facet_value(facet) == "tag#new york"
    moment = Moment(datetime(2008, 10, 22, 16, 28, 39, tzinfo=UTC), upload_id)
    assert sort_key(moment) == "2008-10-22T16:28:39.000Z#01arz3ndektsv4rrffq69g5faw"


@given(st.sampled_from(FacetName), st.text())
def test_a_facet_is_read_as_it_was_written(name: FacetName, value: str) -> None:
    assert read_facet_value(facet_value(Facet(name, value))) == Facet(name, value)


@given(MOMENTS, MOMENTS)
def test_keys_sort_as_moments_do(one: Moment, other: Moment) -> None:
    assert (sort_key(one) < sort_key(other)) == (one < other)
    assert read_sort_key(sort_key(one)) == one


@given(MOMENTS, PERIODS, st.none() | MOMENTS)
def test_a_key_lies_between_the_bounds_when_its_moment_lies_in_the_window(
    moment: Moment, period: Period, after: Moment | None
) -> None:
    for window in (Window(period, after), Window(period, moment)):
        lowest, highest = bounds(window)
        assert (lowest <= sort_key(moment) <= highest) == (moment in window)
