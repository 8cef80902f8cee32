from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from momento_ingest.domain.errors import InvalidInput
from momento_ingest.domain.uploads.object_tags import MAXIMUM_TAG_LENGTH, MAXIMUM_TAGS, user_tags


def test_tags_are_lower_case_without_white_space_around_and_each_once_in_their_order() -> None:
    assert user_tags([" Lake ", "boat", "LAKE", "", "  "]) == ("lake", "boat")


def test_composed_and_decomposed_tags_are_one() -> None:
    assert user_tags(["Caf\u00e9", "cafe\u0301"]) == ("caf\u00e9",)


def test_a_tag_may_hold_spaces_and_any_script() -> None:
    assert user_tags(["New York", "写真", "👩‍🚀"[0]]) == ("new york", "写真", "👩")


def test_no_tags_are_no_tags() -> None:
    assert user_tags([]) == user_tags([""]) == ()


@pytest.mark.parametrize("tag", ["x" * (MAXIMUM_TAG_LENGTH + 1), "a#b", "a\nb", "a\x00b", "a\u202eb", "a\u2028b"])
def test_a_tag_that_is_too_long_or_has_hidden_characters_is_refused(tag: str) -> None:
    with pytest.raises(InvalidInput, match="A tag has at most 50 characters") as raised:
        user_tags(["lake", tag])
    assert raised.value.reason == "TAG_INVALID"


def test_the_longest_tag_and_the_most_tags_are_taken() -> None:
    most = [str(number).zfill(MAXIMUM_TAG_LENGTH) for number in range(MAXIMUM_TAGS)]
    assert user_tags(most) == tuple(most)


def test_one_tag_more_is_refused() -> None:
    with pytest.raises(InvalidInput, match="at most 50 tags"):
        user_tags([str(number) for number in range(MAXIMUM_TAGS + 1)])


@given(st.lists(st.text(max_size=60), max_size=8))
def test_tags_of_any_origin_are_normal_or_refused(names: list[str]) -> None:
    try:
        tags = user_tags(names)
    except InvalidInput:
        return
    assert len(set(tags)) == len(tags)
    assert all(tag == tag.strip() and tag.isprintable() and unicodedata.is_normalized("NFC", tag) for tag in tags)
