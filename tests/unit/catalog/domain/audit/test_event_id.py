from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from momento_catalog.domain.audit.event_id import EventId
from ulid import ULID

MOMENTS = st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # hypothesis adds the zone


@given(MOMENTS, st.binary(min_size=10, max_size=10))
def test_an_id_is_the_ulid_of_its_moment(moment: datetime, entropy: bytes) -> None:
    parsed = ULID.from_str(str(EventId.at(moment, entropy)).upper())
    assert parsed.milliseconds == (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
    assert bytes(parsed)[6:] == entropy


@given(MOMENTS, MOMENTS)
def test_ids_sort_as_their_moments_do(one: datetime, other: datetime) -> None:
    if other - one >= timedelta(milliseconds=1):
        assert EventId.of(one, "a") < EventId.of(other, "a")


def test_the_same_thing_at_the_same_moment_has_the_same_id() -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    assert EventId.of(now, "a", "b") == EventId.of(now, "a", "b")
    assert EventId.of(now, "a", "b") != EventId.of(now, "ab")


def test_there_is_no_id_before_1970() -> None:
    with pytest.raises((ValueError, OverflowError)):
        EventId.of(datetime(1969, 12, 31, tzinfo=UTC), "a")
