from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from momento_catalog.domain.errors import TagInvalid
from momento_catalog.domain.records.tags import MAX_TAG_LENGTH, Tag, TagName, TagSource, all_tags, user_tags

from tests.fakes.catalog.samples import model_tags, tag_names


def test_what_is_typed_is_kept_composed_in_lower_case_with_single_spaces() -> None:
    assert TagName.typed("  Cafe\u0301   DE Flore ").value == "café de flore"


@pytest.mark.parametrize("text", ["", "   ", "a#b", "a\nb", "a\x00", "\u202eabc", "x" * 51])
def test_what_cannot_be_a_tag_is_refused(text: str) -> None:
    with pytest.raises(TagInvalid):
        TagName.typed(text)


def test_a_tag_of_fifty_characters_is_taken() -> None:
    assert len(TagName.typed("x" * MAX_TAG_LENGTH).value) == MAX_TAG_LENGTH


@given(st.text(max_size=80))
def test_a_typed_tag_is_in_normal_form_or_refused(text: str) -> None:
    try:
        tag = TagName.typed(text)
    except TagInvalid:
        return
    assert unicodedata.is_normalized("NFC", tag.value)
    assert TagName.typed(tag.value) == tag


@given(st.text(max_size=80))
def test_what_a_file_says_is_never_refused(text: str) -> None:
    tag = TagName.found(text)
    assert tag is None or TagName.typed(tag.value) == tag


def test_what_cannot_be_in_a_tag_is_left_out_of_what_a_file_says() -> None:
    assert TagName.found("EOS#40D\x00") == TagName("eos 40d")
    assert TagName.found("#") is None


def test_a_user_has_at_most_fifty_tags_each_once() -> None:
    assert user_tags(tag_names("a", "b", "A")) == tag_names("a", "b")
    with pytest.raises(TagInvalid):
        user_tags(tag_names(*(f"tag {number}" for number in range(51))))


def test_the_users_word_counts_where_both_know_a_tag() -> None:
    own, derived = tag_names("cat"), model_tags("dog", "cat")
    assert all_tags(own, derived) == (Tag(TagName("cat"), TagSource.USER), derived[0])


def test_confidence_is_a_share() -> None:
    with pytest.raises(TagInvalid):
        Tag(TagName("cat"), TagSource.MODEL, 1.5)
