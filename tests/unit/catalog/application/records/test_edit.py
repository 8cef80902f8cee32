from __future__ import annotations

import pytest
from momento_catalog.domain.errors import EtagMismatch, MediaNotFound
from momento_catalog.domain.index.facets import TRASH, checksum_of, facets_of
from momento_catalog.domain.records.media import Edit
from momento_catalog.domain.title import Title

from tests.fakes.catalog.catalog import Catalog, in_memory_stores
from tests.fakes.catalog.samples import media, new_upload_id, new_user_id, tag_names

USER = new_user_id()


@pytest.fixture
def catalog() -> Catalog:
    return Catalog(in_memory_stores())


def test_an_edit_changes_record_entries_and_counts_together(catalog: Catalog) -> None:
    record = catalog.record(media(USER, tags=["cat"]))
    edited = catalog.edit(USER, record.media.upload_id, record.etag, Edit(own_tags=tag_names("dog"), favorite=True))
    assert edited.etag != record.etag
    assert catalog.get(USER, record.media.upload_id) == edited
    assert edited.indexed == facets_of(edited.media)
    counts = catalog.stores.counts.of(USER, record.indexed | edited.indexed)
    assert {facet for facet, count in counts.items() if count} == edited.indexed - {checksum_of(edited.media)}


def test_an_edit_of_an_older_state_is_refused(catalog: Catalog) -> None:
    record = catalog.record(media(USER))
    catalog.edit(USER, record.media.upload_id, record.etag, Edit(title=Title("mine")))
    for etag in (record.etag, "", "*"):
        with pytest.raises(EtagMismatch):
            catalog.edit(USER, record.media.upload_id, etag, Edit(title=Title("yours")))
    assert str(catalog.get(USER, record.media.upload_id).media.title) == "mine"


def test_an_edit_that_changes_nothing_keeps_the_etag(catalog: Catalog) -> None:
    record = catalog.record(media(USER))
    assert catalog.edit(USER, record.media.upload_id, record.etag, Edit(favorite=False)) == record


def test_fifty_tags_can_be_exchanged_for_fifty_others(catalog: Catalog) -> None:
    record = catalog.record(media(USER, tags=[f"old {number}" for number in range(50)]))
    new = tag_names(*(f"new {number}" for number in range(50)))
    edited = catalog.edit(USER, record.media.upload_id, record.etag, Edit(own_tags=new))
    assert edited.media.own_tags == new
    assert edited.indexed == facets_of(edited.media)


def test_an_item_goes_into_the_trash_and_comes_back_whole(catalog: Catalog) -> None:
    record = catalog.record(media(USER, tags=["cat"]))
    trashed = catalog.edit(USER, record.media.upload_id, record.etag, Edit(trashed=True))
    assert trashed.media.trashed_at == catalog.clock.now()
    assert trashed.indexed == {TRASH, checksum_of(trashed.media)}
    assert catalog.months(USER) == []
    back = catalog.edit(USER, record.media.upload_id, trashed.etag, Edit(trashed=False))
    assert back.media == record.media
    assert back.indexed == record.indexed


def test_another_users_item_is_not_found(catalog: Catalog) -> None:
    record = catalog.record(media(USER))
    with pytest.raises(MediaNotFound):
        catalog.edit(new_user_id(), record.media.upload_id, record.etag, Edit(favorite=True))
    with pytest.raises(MediaNotFound):
        catalog.edit(USER, new_upload_id(), record.etag, Edit(favorite=True))
