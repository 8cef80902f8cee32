"""The search of the real store against looking at everything; thousands of searches run over its fake."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st
from moto import mock_aws

from tests.fakes.catalog.aws import client, create_bucket, create_tables, dynamodb_stores
from tests.fakes.catalog.catalog import LANGUAGE, Catalog
from tests.fakes.catalog.libraries import edited, edits, expected, items, listed
from tests.fakes.catalog.samples import new_user_id
from tests.fakes.catalog.searches import Search, searches

if TYPE_CHECKING:
    from momento_catalog.domain.records.media import Edit, Media

USER = new_user_id()


@settings(max_examples=10)
@given(
    st.lists(items(USER), min_size=1, max_size=6),
    st.lists(st.tuples(edits, st.integers(0, 5)), max_size=2),
    st.lists(searches, min_size=3, max_size=3),
    st.integers(1, 4),
)
def test_a_search_of_dynamodb_finds_what_looking_at_everything_finds(
    library: list[Media],
    changes: list[tuple[Edit, int]],
    asked: list[Search],
    page_size: int,
) -> None:
    with mock_aws():
        dynamodb = client("dynamodb")
        create_tables(dynamodb)
        s3 = client("s3")
        create_bucket(s3)
        catalog = Catalog(dynamodb_stores(s3, dynamodb))
        for item in library:
            catalog.record(item)
        for edit, number in changes:
            edited(catalog, library, edit, number)
        for search in asked:
            found = listed(catalog, USER, LANGUAGE.read(search.text), page_size)
            assert found == expected(library, search.wants), search.text
