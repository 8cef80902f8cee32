from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from momento_catalog.application.bulk.edit import BulkEdit
from momento_catalog.application.lifecycle.repair_index import RepairReport
from momento_catalog.application.ports.media_store import RecordChanged
from momento_catalog.domain.albums.album import AlbumChange
from momento_catalog.domain.albums.order_key import OrderKey
from momento_catalog.domain.index.facets import Facet, FacetName, album_facet
from momento_catalog.domain.index.index_entry import Basis, IndexEntry, basis_of, entries_of
from momento_catalog.domain.records.checksum import Holder
from momento_catalog.domain.records.media import Edit
from momento_catalog.domain.title import Title
from momento_catalog.domain.usage.usage import Usage

from tests.fakes.catalog.catalog import Catalog, in_memory_stores
from tests.fakes.catalog.ledger import assert_shown_once, fresh_ledger, ledger
from tests.fakes.catalog.samples import TAKEN_AT, media, new_upload_id

if TYPE_CHECKING:
    from momento_catalog.domain.identifiers import UserId
    from momento_catalog.domain.index.media_record import MediaRecord

    from tests.fakes.catalog.catalog import Stores

BEACH = Facet(FacetName.TAG, "beach")


@pytest.fixture
def library(catalog: Catalog, user_id: UserId) -> list[MediaRecord]:
    """Two items in an album, one in the trash, and one that is purged."""
    kept = [catalog.record(media(user_id, tags=["beach"])).media.upload_id for _ in range(4)]
    album = catalog.albums.create(user_id, Title("Italy"))
    catalog.albums.bulk_edit(user_id, kept[:2], BulkEdit(Edit(), join=album.album_id))
    catalog.albums.bulk_edit(user_id, kept[2:], BulkEdit(Edit(trashed=True)))
    # Its objects are no matter here, and not every store under test has a bucket.
    Catalog(replace(catalog.stores, objects=in_memory_stores().objects)).purge(user_id, kept[3])
    return list(catalog.stores.audit.records(user_id))


def test_a_library_that_is_right_is_left_as_it_is(
    catalog: Catalog, user_id: UserId, library: list[MediaRecord]
) -> None:
    assert catalog.repair(user_id) == RepairReport(records=len(library))
    assert list(catalog.stores.audit.records(user_id)) == library


def test_nothing_is_found_for_a_user_without_records(catalog: Catalog, user_id: UserId) -> None:
    assert catalog.repair(user_id) == RepairReport()


def test_everything_that_went_wrong_follows_the_records_again(
    catalog: Catalog, user_id: UserId, library: list[MediaRecord]
) -> None:
    stores = catalog.stores
    damage(stores, user_id, library)
    assert ledger(stores, user_id) != fresh_ledger(stores, user_id)
    report = catalog.repair(user_id)
    assert (report.missing, report.stale, report.duplicate, report.busy) == (len(entries_of(library[0])), 4, [], [])
    assert ledger(stores, user_id) == fresh_ledger(stores, user_id)
    assert list(stores.audit.records(user_id)) == library
    assert catalog.repair(user_id) == RepairReport(records=len(library))
    assert_shown_once(catalog, user_id)


def damage(stores: Stores, user_id: UserId, library: list[MediaRecord]) -> None:
    """Loses entries, lets others stand that nothing says, and writes wrong numbers and names."""
    audit, (first, second, trashed, purged) = stores.audit, library
    for entry in entries_of(first):
        audit.put_entry(entry, basis_of(first), stands=False)
    gone = new_upload_id()
    (place,) = second.media.albums
    stale = [
        (IndexEntry(BEACH, gone, TAKEN_AT), Basis(user_id, gone, None)),
        (IndexEntry(BEACH, trashed.media.upload_id, TAKEN_AT), basis_of(trashed)),
        (IndexEntry(BEACH, purged.media.upload_id, TAKEN_AT), basis_of(purged)),
        (IndexEntry(album_facet(place.album_id, "000001"), second.media.upload_id, None), basis_of(second)),
    ]
    for entry, basis in stale:
        audit.put_entry(entry, basis, stands=True)
    for facet in (BEACH, album_facet(place.album_id), Facet(FacetName.MONTH, "2008-10")):
        assert audit.set_count(user_id, facet, audit.count(user_id, facet), 17)
    assert audit.set_usage(user_id, audit.usage(user_id), Usage(17, 17))
    wrong = Holder(gone, trashed=False)
    audit.put_holder(first.media.sha256, wrong, first.holder, basis_of(first))
    audit.put_holder(second.media.sha256, None, second.holder, basis_of(second))
    restored = Holder(trashed.media.upload_id, trashed=False)
    audit.put_holder(trashed.media.sha256, restored, trashed.holder, basis_of(trashed))
    audit.put_holder(purged.media.sha256, Holder(purged.media.upload_id, trashed=False), None, basis_of(purged))


def test_two_items_with_the_same_bytes_are_told_and_left_alone(
    catalog: Catalog, user_id: UserId, library: list[MediaRecord]
) -> None:
    stores, (first, second, *_) = catalog.stores, library
    # As tables look that were brought back to different moments: both records say that they hold the bytes.
    twin = replace(second.media, sha256=first.media.sha256)
    stores.audit.put_holder(first.media.sha256, None, first.holder, basis_of(first))
    record = catalog.record(replace(twin, upload_id=new_upload_id()))
    stores.audit.put_holder(first.media.sha256, first.holder, record.holder, basis_of(record))
    report = catalog.repair(user_id)
    assert report.duplicate == [str(record.media.upload_id)]
    assert stores.checksums.holders(user_id, [first.media.sha256]) == {first.media.sha256: first.holder}


def test_a_mend_whose_basis_has_changed_does_nothing(
    catalog: Catalog, user_id: UserId, library: list[MediaRecord]
) -> None:
    stores, first = catalog.stores, library[0]
    old = basis_of(first)
    catalog.edit(user_id, first.media.upload_id, first.etag, Edit(favorite=True))
    before = ledger(stores, user_id)
    with pytest.raises(RecordChanged):
        stores.audit.put_entry(next(iter(entries_of(first))), old, stands=False)
    with pytest.raises(RecordChanged):
        stores.audit.put_entry(next(iter(entries_of(first))), replace(old, revision=None), stands=False)
    with pytest.raises(RecordChanged):
        stores.audit.put_holder(first.media.sha256, None, first.holder, old)
    with pytest.raises(RecordChanged):
        stores.audit.put_holder(first.media.sha256, None, None, basis_of(catalog.get(user_id, first.media.upload_id)))
    assert ledger(stores, user_id) == before


def test_a_count_that_moved_since_it_was_seen_is_not_set(
    catalog: Catalog, user_id: UserId, library: list[MediaRecord]
) -> None:
    audit, first = catalog.stores.audit, library[0]
    (place,) = first.media.albums
    seen, used = audit.count(user_id, album_facet(place.album_id)), audit.usage(user_id)
    # There and back: the number is the same, and yet somebody may have counted in between.
    for trashed in (True, False):
        etag = catalog.get(user_id, first.media.upload_id).etag
        catalog.edit(user_id, first.media.upload_id, etag, Edit(trashed=trashed))
    assert audit.count(user_id, album_facet(place.album_id)).media_count == seen.media_count
    assert not audit.set_count(user_id, album_facet(place.album_id), seen, 17)
    catalog.record(media(user_id))
    assert not audit.set_usage(user_id, used, Usage(17, 17))
    assert ledger(catalog.stores, user_id) == fresh_ledger(catalog.stores, user_id)


def test_an_item_that_moves_within_an_album_makes_whoever_counts_look_again(
    catalog: Catalog, user_id: UserId, library: list[MediaRecord]
) -> None:
    audit, first = catalog.stores.audit, library[0]
    (place,) = first.media.albums
    facet = album_facet(place.album_id)
    seen = audit.count(user_id, facet)
    moved = AlbumChange(move=replace(place, key=OrderKey("000001")))
    catalog.edit(user_id, first.media.upload_id, first.etag, Edit(albums=moved))
    assert audit.count(user_id, facet).media_count == seen.media_count
    assert not audit.set_count(user_id, facet, seen, 17)
