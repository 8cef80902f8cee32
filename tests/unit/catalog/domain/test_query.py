from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from momento_catalog.domain.errors import FilterInvalid
from momento_catalog.domain.facets import FacetName, properties_of
from momento_catalog.domain.filter import MediaFilter
from momento_catalog.domain.query import Query

from tests.fakes.catalog.samples import media, new_user_id

USER = new_user_id()


def test_words_are_folded_and_a_star_takes_any_ending() -> None:
    assert Query.parse("Straße IMG_12* sun*") == Query(frozenset({"strasse", "img"}), frozenset({"12", "sun"}))


def test_an_empty_text_asks_for_nothing() -> None:
    assert Query.parse("  ") == Query()


@pytest.mark.parametrize("text", ["*", "!?", "x" * 501, " ".join(f"w{number}" for number in range(21))])
def test_what_cannot_be_searched_is_refused(text: str) -> None:
    with pytest.raises(FilterInvalid):
        Query.parse(text)


@given(st.text(st.characters(categories=["L", "M", "N", "P", "Zs"], exclude_characters="*"), min_size=1, max_size=60))
def test_an_item_is_found_by_its_own_title_and_by_the_beginning_of_its_words(text: str) -> None:
    item = media(USER, title=f"a{text}")
    query = Query.parse(str(item.title)[:60])
    assert MediaFilter(query).matches(item) or len(item.title.value) > 60
    for word in query.words:
        assert MediaFilter(Query.parse(f"{word}*")).matches(item) or len(item.title.value) > 60


def test_a_word_longer_than_the_index_keeps_is_found_by_its_whole_length() -> None:
    word = "donau" * 20
    item = media(USER, file_name=f"{word}.jpg")
    assert MediaFilter(Query.parse(word)).matches(item)
    assert all(len(facet.value) <= 50 for facet in properties_of(item) if facet.name is FacetName.WORD)
