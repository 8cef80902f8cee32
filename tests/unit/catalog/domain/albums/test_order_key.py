from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from momento_catalog.domain.albums.order_key import MAX_ORDER_KEY_LENGTH, OrderKey, keys_between
from momento_catalog.domain.errors import AlbumOrderFull

insertions = st.lists(st.tuples(st.integers(0, 1000), st.integers(1, 5)), min_size=1, max_size=60)


@given(insertions)
def test_between_any_two_places_there_is_room_for_more(found: list[tuple[int, int]]) -> None:
    keys: list[OrderKey] = []
    for number, count in found:
        place = number % (len(keys) + 1)
        low = keys[place - 1] if place else None
        high = keys[place] if place < len(keys) else None
        keys[place:place] = keys_between(low, high, count)
    assert keys == sorted(set(keys))
    # As the store sorts them, whatever follows the key.
    texts = [f"{key}#01m80gb91p692ex4de2zsjs4vz" for key in keys]
    assert texts == sorted(texts, key=str.encode)


def test_ten_thousand_things_put_at_the_end_have_short_keys() -> None:
    keys = keys_between(None, None, 1)
    for _ in range(100):
        keys += keys_between(keys[-1], None, 100)
    assert keys == sorted(set(keys))
    assert {len(key.value) for key in keys} == {6}


def test_things_put_at_the_beginning_have_short_keys() -> None:
    keys = keys_between(None, None, 1)
    for _ in range(100):
        keys = keys_between(None, keys[0], 3) + keys
    assert keys == sorted(set(keys))
    assert {len(key.value) for key in keys} == {6}


def test_nine_hundred_insertions_into_the_gap_that_the_last_one_left_have_room() -> None:
    low, high = keys_between(None, None, 2)
    for _ in range(900):
        (high,) = keys_between(low, high, 1)
    assert low < high
    assert len(high.value) < MAX_ORDER_KEY_LENGTH


def test_a_gap_without_room_is_told() -> None:
    low = OrderKey("V" * MAX_ORDER_KEY_LENGTH)
    high = OrderKey("V" * (MAX_ORDER_KEY_LENGTH - 1) + "W")
    with pytest.raises(AlbumOrderFull):
        keys_between(low, high, 1)


def test_the_ends_of_the_order_are_told() -> None:
    with pytest.raises(AlbumOrderFull):
        keys_between(OrderKey("zzzzzz"), None, 1)
    with pytest.raises(AlbumOrderFull):
        keys_between(None, OrderKey("000000"), 1)


@pytest.mark.parametrize("text", ["", "V0000", "V00000V0", "V0000#", "V" * (MAX_ORDER_KEY_LENGTH + 1)])
def test_what_is_no_place_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="place"):
        OrderKey(text)
