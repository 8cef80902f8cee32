from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from momento_catalog.application.search.intersection import MILESTONE, in_all
from momento_catalog.domain.timeline.timeline import Moment

from tests.fakes.catalog.samples import new_upload_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BEGIN = datetime(2020, 1, 1, tzinfo=UTC)
PLACES = [Moment(BEGIN + number * timedelta(hours=1), new_upload_id()) for number in range(60)]
LISTS = st.sets(st.integers(0, len(PLACES) - 1))


def newest_first(numbers: Iterable[int]) -> list[Moment]:
    return [PLACES[number] for number in sorted(numbers, reverse=True)]


@given(LISTS, st.lists(LISTS, min_size=1, max_size=3))
def test_everything_that_stands_in_all_lists_is_given_in_its_order(first: set[int], others: list[set[int]]) -> None:
    found = list(in_all(iter(newest_first(first)), [iter(newest_first(other)) for other in others]))
    common = newest_first(first.intersection(*others))
    assert [place for place in found if place in common] == common
    assert found == [place for place in newest_first(first) if place in found]
    assert len(found) - len(common) <= len(first) // MILESTONE


def test_lists_with_nothing_in_common_tell_how_far_they_were_read() -> None:
    even, odd = newest_first(range(0, 60, 2)), newest_first(range(1, 60, 2))
    assert list(in_all(iter(odd), [iter(even)])) == odd[MILESTONE - 1 :: MILESTONE]


def test_no_list_is_read_beyond_the_end_of_another() -> None:
    read: list[Moment] = []

    def watched(places: Iterable[Moment]) -> Iterator[Moment]:
        for place in places:
            read.append(place)
            yield place

    assert list(in_all(watched(newest_first(range(60))), [iter(newest_first([58, 59]))])) == newest_first([58, 59])
    assert read == newest_first([57, 58, 59])
