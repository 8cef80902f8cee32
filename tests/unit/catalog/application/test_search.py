"""The search against looking at everything, over thousands of libraries and searches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes.catalog.catalog import LANGUAGE, Catalog, in_memory_stores
from tests.fakes.catalog.libraries import edited, edits, expected, items, listed
from tests.fakes.catalog.samples import new_user_id
from tests.fakes.catalog.searches import Search, searches

if TYPE_CHECKING:
    from momento_catalog.domain.records.media import Edit, Media

USER, OTHER = new_user_id(), new_user_id()


@settings(max_examples=500)
@given(
    st.lists(items(USER), min_size=1, max_size=10),
    st.lists(items(OTHER), max_size=2),
    st.lists(st.tuples(edits, st.integers(0, 9)), max_size=6),
    st.lists(searches, min_size=4, max_size=4),
    st.integers(1, 4),
)
def test_a_search_finds_what_looking_at_everything_finds_through_all_edits(
    library: list[Media],
    others: list[Media],
    changes: list[tuple[Edit, int]],
    asked: list[Search],
    page_size: int,
) -> None:
    catalog = Catalog(in_memory_stores())
    for item in (*library, *others):
        catalog.record(item)
    for edit, number in changes:
        edited(catalog, library, edit, number)
    for search in asked:
        found = listed(catalog, USER, LANGUAGE.read(search.text), page_size)
        assert found == expected(library, search.wants), search.text
