from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from momento_catalog.application.ports.media_store import RecordChanged
from momento_catalog.domain.index.facets import Facet, FacetName
from momento_catalog.domain.index.media_record import Change, MediaRecord, changes
from momento_catalog.domain.records.checksum import MAX_CHECKSUMS, Holder
from momento_catalog.domain.records.media import Edit
from momento_catalog.domain.timeline.timeline import Window
from momento_catalog.domain.usage.usage import Usage

from tests.fakes.catalog.catalog import Catalog, in_memory_stores
from tests.fakes.catalog.samples import media, new_user_id, sha256_of

if TYPE_CHECKING:
    from momento_catalog.domain.identifiers import UserId
    from momento_catalog.domain.records.media import Media

    from tests.fakes.catalog.catalog import Stores

PHOTOS = Facet(FacetName.KIND, "photo")
THREADS = 16


def copy_of(item: Media) -> Media:
    """Another upload of the same bytes."""
    return media(item.user_id, sha256=item.sha256, size_bytes=item.size_bytes)


def test_the_items_with_the_bytes_asked_for_are_found(catalog: Catalog, user_id: UserId) -> None:
    items = [media(user_id) for _ in range(3)]
    for item in items:
        catalog.record(item)
    asked = [items[0].sha256, items[2].sha256, *map(sha256_of, range(MAX_CHECKSUMS - 2))]
    found = catalog.stores.checksums.holders(user_id, asked)
    assert found == {item.sha256: Holder(item.upload_id, trashed=False) for item in (items[0], items[2])}
    assert catalog.stores.checksums.holders(user_id, []) == {}


def test_another_user_has_the_same_bytes_for_itself(catalog: Catalog, user_id: UserId) -> None:
    photo, stranger = media(user_id), new_user_id()
    catalog.record(photo)
    assert catalog.stores.checksums.holders(stranger, [photo.sha256]) == {}
    assert catalog.usage(stranger) == Usage()
    other = catalog.record(media(stranger, sha256=photo.sha256))
    assert catalog.stores.checksums.holders(stranger, [photo.sha256]) == {photo.sha256: other.holder}
    assert catalog.get(user_id, photo.upload_id).media == photo


def test_another_upload_of_the_same_bytes_answers_the_item_and_writes_nothing(
    catalog: Catalog, user_id: UserId
) -> None:
    first = catalog.record(media(user_id))
    second = copy_of(first.media)
    assert catalog.record(second) == first
    assert catalog.record(second) == first
    assert catalog.stores.records.get(user_id, second.upload_id) is None
    assert catalog.stores.records.get(user_id, first.media.upload_id) == first
    assert catalog.stores.counts.of(user_id, [PHOTOS]) == {PHOTOS: 1}
    assert catalog.usage(user_id) == Usage(1, first.media.size_bytes)


def test_an_item_in_the_trash_keeps_its_bytes_and_is_answered_as_it_is(catalog: Catalog, user_id: UserId) -> None:
    record = catalog.record(media(user_id))
    for trashed in (True, False):
        record = catalog.edit(user_id, record.media.upload_id, record.etag, Edit(trashed=trashed))
        holder = Holder(record.media.upload_id, trashed)
        assert catalog.stores.checksums.holders(user_id, [record.media.sha256]) == {record.media.sha256: holder}
        assert catalog.record(copy_of(record.media)) == record
        assert catalog.usage(user_id) == Usage(1, record.media.size_bytes)


def test_usage_adds_up(catalog: Catalog, user_id: UserId) -> None:
    assert catalog.usage(user_id) == Usage()
    for size_bytes in (1, 3, 5 * 10**12):
        catalog.record(media(user_id, size_bytes=size_bytes))
    assert catalog.usage(user_id) == Usage(3, 5 * 10**12 + 4)


def test_a_first_change_with_bytes_that_another_item_has_is_refused_and_stores_nothing(
    stores: Stores, user_id: UserId
) -> None:
    photo = media(user_id)
    (first,) = changes(None, photo)
    stores.store.apply(first)
    (second,) = changes(None, copy_of(photo))
    with pytest.raises(RecordChanged):
        stores.store.apply(second)
    assert stores.records.get(user_id, second.after.media.upload_id) is None
    assert stores.counts.of(user_id, [PHOTOS]) == {PHOTOS: 1}
    assert stores.usages.of(user_id) == Usage(1, photo.size_bytes)
    assert stores.checksums.holders(user_id, [photo.sha256]) == {photo.sha256: first.after.holder}


def test_bytes_whose_item_no_longer_stands_may_be_had_by_another(stores: Stores, user_id: UserId) -> None:
    photo = media(user_id)
    (first,) = changes(None, photo)
    stores.store.apply(first)
    stores.store.apply(Change(first.after, MediaRecord(photo, 2, frozenset())))
    assert stores.checksums.holders(user_id, [photo.sha256]) == {}
    assert stores.usages.of(user_id) == Usage(0, 0)
    (again,) = changes(None, copy_of(photo))
    stores.store.apply(again)
    assert stores.checksums.holders(user_id, [photo.sha256]) == {photo.sha256: again.after.holder}
    assert stores.usages.of(user_id) == Usage(1, photo.size_bytes)


def test_a_later_edit_leaves_the_bytes_and_the_usage_alone(catalog: Catalog, user_id: UserId) -> None:
    record = catalog.record(media(user_id))
    edited = catalog.edit(user_id, record.media.upload_id, record.etag, Edit(favorite=True))
    assert catalog.stores.checksums.holders(user_id, [record.media.sha256]) == {record.media.sha256: edited.holder}
    assert catalog.usage(user_id) == Usage(1, record.media.size_bytes)


@pytest.mark.parametrize("kind", ["fake", "ministack"])
def test_the_same_bytes_recorded_by_many_at_the_same_time_become_one_item(
    kind: str, user_id: UserId, request: pytest.FixtureRequest
) -> None:
    # moto is left out: it takes no lock, and would let two of them through.
    stores = in_memory_stores() if kind == "fake" else request.getfixturevalue("ministack_stores")
    catalog = Catalog(stores)
    for _ in range(3):
        photo = media(user_id)
        uploads = [replace(copy_of(photo), facts=photo.facts) for _ in range(THREADS)]
        with ThreadPoolExecutor(THREADS) as threads:
            (item,) = {record.media for record in threads.map(catalog.record, uploads)}
        assert item in uploads
        assert len(stores.records.get_many(user_id, [upload.upload_id for upload in uploads])) == 1
        assert stores.checksums.holders(user_id, [photo.sha256])[photo.sha256].upload_id == item.upload_id
    assert stores.counts.of(user_id, [PHOTOS]) == {PHOTOS: 3}
    assert len(stores.index.newest(user_id, PHOTOS, Window(), 2 * THREADS)) == 3
    assert stores.usages.of(user_id) == Usage(3, 3 * photo.size_bytes)
