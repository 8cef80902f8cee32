from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from moto import mock_aws

from tests.fakes.catalog.aws import client, create_tables, dynamodb_stores
from tests.fakes.catalog.catalog import Catalog, Stores
from tests.fakes.catalog.libraries import expected, filters, items, listed
from tests.fakes.catalog.samples import new_user_id

if TYPE_CHECKING:
    from momento_catalog.domain.filter import MediaFilter
    from momento_catalog.domain.media import Media

USER = new_user_id()
SEARCHES = st.lists(filters, min_size=3, max_size=3)


def check(stores: Stores, library: list[Media], searches: list[MediaFilter], size: int) -> None:
    catalog = Catalog(stores)
    for item in library:
        catalog.record(item)
    for media_filter in searches:
        assert listed(catalog, USER, media_filter, size) == expected(library, media_filter)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(items(USER), max_size=6), SEARCHES, st.integers(1, 4))
def test_a_search_of_dynamodb_finds_what_looking_at_everything_finds(
    library: list[Media],
    searches: list[MediaFilter],
    size: int,
) -> None:
    with mock_aws():
        dynamodb = client("dynamodb")
        create_tables(dynamodb)
        check(dynamodb_stores(client("s3"), dynamodb), library, searches, size)
