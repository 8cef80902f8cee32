from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from momento_catalog.domain.errors import TagInvalid
from momento_catalog.domain.index.facets import properties_of
from momento_catalog.domain.records.media import Edit, Media
from momento_catalog.domain.records.tag_changes import MAX_REJECTED_TAGS, TagChanges
from momento_catalog.domain.records.tags import TagName, TagSource

from tests.fakes.catalog.samples import UPLOADED_AT, media, model_tags, new_user_id, tag_names

USER = new_user_id()
WORDS = ("cat", "dog", "sea")


def changed(item: Media, **changes: tuple[TagName, ...]) -> Media:
    return Edit(tag_changes=TagChanges(**changes)).applied_to(item, UPLOADED_AT)


def tags(item: Media) -> dict[str, TagSource]:
    return {tag.name.value: tag.source for tag in item.tags}


def test_an_accepted_suggestion_is_the_users_own() -> None:
    item = changed(media(USER, derived_tags=model_tags("cat", "dog")), accept=tag_names("cat"))
    assert tags(item) == {"cat": TagSource.USER, "dog": TagSource.MODEL}


def test_what_is_not_suggested_cannot_be_accepted() -> None:
    with pytest.raises(TagInvalid, match="not suggested"):
        changed(media(USER, derived_tags=model_tags("dog")), accept=tag_names("cat"))


def test_a_suggestion_that_was_accepted_can_be_accepted_again() -> None:
    item = changed(media(USER, derived_tags=model_tags("cat")), accept=tag_names("cat"))
    assert changed(item, accept=tag_names("cat")) == item


def test_a_rejected_suggestion_is_found_by_nothing() -> None:
    item = changed(media(USER, derived_tags=model_tags("cat", "dog")), reject=tag_names("cat"))
    assert tags(item) == {"dog": TagSource.MODEL}
    assert "cat" not in {facet.value for facet in properties_of(item)}


def test_a_rejected_suggestion_does_not_return_when_the_content_is_looked_at_again() -> None:
    item = changed(media(USER, derived_tags=model_tags("cat")), reject=tag_names("cat"))
    assert tags(replace(item, derived_tags=model_tags("cat", "dog"))) == {"dog": TagSource.MODEL}


def test_only_the_users_own_word_brings_a_rejected_tag_back_and_taking_it_back_ends_it() -> None:
    item = changed(media(USER, derived_tags=model_tags("cat")), reject=tag_names("cat"))
    own = changed(item, add=tag_names("cat"))
    assert tags(own) == {"cat": TagSource.USER}
    assert tags(changed(own, remove=tag_names("cat"))) == {}


def test_a_removed_tag_that_is_suggested_shows_as_a_suggestion_again() -> None:
    item = media(USER, tags=["cat"], derived_tags=model_tags("cat"))
    assert tags(changed(item, remove=tag_names("cat"))) == {"cat": TagSource.MODEL}


def test_an_own_tag_can_be_rejected() -> None:
    item = media(USER, tags=["cat"], derived_tags=model_tags("cat"))
    assert tags(changed(item, reject=tag_names("cat"))) == {}


def test_a_tag_cannot_be_meant_in_two_ways() -> None:
    with pytest.raises(TagInvalid, match="one of these lists"):
        TagChanges(add=tag_names("cat"), reject=tag_names("cat"))


def test_there_is_an_end_to_rejecting() -> None:
    many = tag_names(*(f"tag {number}" for number in range(MAX_REJECTED_TAGS + 1)))
    with pytest.raises(TagInvalid, match="rejected"):
        changed(media(USER), reject=many)


@given(st.lists(st.tuples(st.sampled_from(["add", "reject", "remove"]), st.sampled_from(WORDS)), max_size=12))
def test_a_rejected_tag_stands_only_while_the_user_gives_it(steps: list[tuple[str, str]]) -> None:
    item = media(USER, derived_tags=model_tags(*WORDS))
    rejected: set[str] = set()
    own: set[str] = set()
    for step, word in steps:
        item = changed(item, **{step: tag_names(word)})
        own = own | {word} if step == "add" else own - {word}
        rejected |= {word} if step == "reject" else set()
    model = {word: TagSource.MODEL for word in WORDS if word not in rejected}
    assert tags(item) == model | dict.fromkeys(own, TagSource.USER)
