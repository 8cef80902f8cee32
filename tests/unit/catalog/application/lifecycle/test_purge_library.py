from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from momento_catalog.application.lifecycle.purge_library import MAX_CONCURRENT
from momento_catalog.domain.records.media import Edit
from momento_catalog.domain.search.filter import MediaFilter
from momento_catalog.domain.usage.usage import Usage

from tests.fakes.catalog.catalog import Catalog, InMemoryStores, in_memory_stores
from tests.fakes.catalog.samples import media, new_user_id

if TYPE_CHECKING:
    from momento_catalog.domain.identifiers import UserId

USER = new_user_id()
OTHER = new_user_id()


@pytest.fixture
def stores() -> InMemoryStores:
    return in_memory_stores()


@pytest.fixture
def catalog(stores: InMemoryStores) -> Catalog:
    return Catalog(stores)


def emptied(catalog: Catalog, user: UserId = USER) -> int:
    """How many calls it took."""
    calls = 1
    while catalog.purge_library(user):
        calls += 1
    return calls


def test_everything_goes_whether_it_is_in_the_trash_or_not(catalog: Catalog, stores: InMemoryStores) -> None:
    records = [catalog.record(media(USER)) for _ in range(3)]
    catalog.edit(USER, records[0].media.upload_id, records[0].etag, Edit(trashed=True))
    assert emptied(catalog) == 1
    assert catalog.usage(USER) == Usage(0, 0)
    assert catalog.list(USER, MediaFilter()).records == catalog.list(USER, MediaFilter(trashed=True)).records == ()
    assert {str(it) for it in stores.objects.released} == {str(record.media.upload_id) for record in records}
    reasons = {event.details.reason for event in catalog.activity(USER) if event.kind.value == "media.purged"}
    assert reasons == {"ACCOUNT_CLOSED"}


def test_a_large_library_goes_part_by_part(catalog: Catalog) -> None:
    for _ in range(2 * MAX_CONCURRENT + 1):
        catalog.record(media(USER))
    assert emptied(catalog) == 3
    assert catalog.usage(USER) == Usage(0, 0)


def test_nothing_of_anybody_else_goes(catalog: Catalog) -> None:
    catalog.record(media(USER))
    theirs = catalog.record(media(OTHER))
    emptied(catalog)
    assert catalog.get(OTHER, theirs.media.upload_id) == theirs


def test_a_purge_that_was_interrupted_is_finished(catalog: Catalog, stores: InMemoryStores) -> None:
    record = catalog.record(media(USER))
    catalog.purge.begin(record, anywhere=True)
    emptied(catalog)
    assert stores.objects.released == [record.media.upload_id]


def test_an_empty_library_is_done_at_once(catalog: Catalog) -> None:
    assert emptied(catalog) == 1
