from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from momento_catalog.application.records.discard import DiscardUpload
from momento_catalog.domain.errors import MediaNotFound, RecordInvalid, StoreUnavailable, UploadDiscarded
from momento_catalog.domain.records.media import Edit, Media
from momento_catalog.domain.records.object_key import every_key
from momento_catalog.domain.search.filter import MediaFilter
from momento_catalog.domain.usage.usage import Usage

from tests.fakes.catalog.catalog import Catalog, InMemoryStores, in_memory_stores
from tests.fakes.catalog.media_store import OneByOne
from tests.fakes.catalog.samples import media, new_user_id

if TYPE_CHECKING:
    from momento_catalog.domain.index.media_record import Change

USER = new_user_id()


class OvertakenStore(OneByOne):
    """The upload is recorded just before it is discarded."""

    def __init__(self, catalog: Catalog, media: Media) -> None:
        self._catalog = catalog
        self._media = media

    def apply(self, change: Change) -> None:
        self._catalog.record(self._media)
        self._catalog.stores.store.apply(change)


@pytest.fixture
def stores() -> InMemoryStores:
    return in_memory_stores()


@pytest.fixture
def catalog(stores: InMemoryStores) -> Catalog:
    return Catalog(stores)


def test_the_objects_of_a_discarded_upload_are_marked_and_it_can_never_be_recorded(
    stores: InMemoryStores, catalog: Catalog
) -> None:
    photo = media(USER)
    catalog.discard(photo.user_id, photo.upload_id, every_key(photo))
    assert stores.objects.keys == list(every_key(photo))
    for _ in range(2):
        with pytest.raises(UploadDiscarded):
            catalog.record(photo)


def test_a_discarded_upload_is_no_item_counts_for_nothing_and_keeps_nobody_from_sending_its_bytes(
    catalog: Catalog,
) -> None:
    user_id = new_user_id()
    photo = media(user_id, tags=["cat"])
    catalog.discard(photo.user_id, photo.upload_id, every_key(photo))
    with pytest.raises(MediaNotFound):
        catalog.get(user_id, photo.upload_id)
    assert (catalog.months(user_id), catalog.usage(user_id)) == ([], Usage(0, 0))
    for trashed in (False, True):
        assert list(catalog.list(user_id, MediaFilter(trashed=trashed)).records) == []
    assert list(catalog.library(user_id).records) == []
    again = media(user_id, sha256=photo.sha256)
    assert catalog.record(again).media == again
    assert catalog.repair(user_id).records == 2


def test_an_upload_that_is_recorded_keeps_its_objects_whoever_discards_it(
    stores: InMemoryStores, catalog: Catalog
) -> None:
    photo = media(USER)
    recorded = catalog.record(photo)
    catalog.discard(photo.user_id, photo.upload_id, every_key(photo))
    assert catalog.get(USER, photo.upload_id) == recorded
    trashed = catalog.edit(USER, photo.upload_id, recorded.etag, Edit(trashed=True))
    catalog.discard(photo.user_id, photo.upload_id, every_key(photo))
    assert catalog.get(USER, photo.upload_id) == trashed
    assert stores.objects.keys == []


def test_of_a_record_and_a_discard_at_the_same_time_the_first_decides(stores: InMemoryStores, catalog: Catalog) -> None:
    photo = media(USER)
    discard = DiscardUpload(stores.records, OvertakenStore(catalog, photo), stores.objects, catalog.clock)
    discard(USER, photo.upload_id, every_key(photo))
    assert catalog.get(USER, photo.upload_id).media == photo
    assert stores.objects.keys == []


def test_marking_that_was_interrupted_is_done_when_the_upload_is_discarded_again(
    stores: InMemoryStores, catalog: Catalog
) -> None:
    photo = media(USER)
    stores.objects.unreachable = True
    with pytest.raises(StoreUnavailable):
        catalog.discard(photo.user_id, photo.upload_id, every_key(photo))
    stores.objects.unreachable = False
    with pytest.raises(UploadDiscarded):
        catalog.record(photo)
    catalog.discard(USER, photo.upload_id, every_key(photo))
    assert stores.objects.keys == list(every_key(photo))


@pytest.mark.parametrize(
    "key",
    [
        "user-{other}/photos/{upload}.jpg",
        "user-{user}/photos/{other}.jpg",
        "user-{user}/previews/{other}/256.webp",
        "user-{user}/records/{other}.json",
        "user-{user}/photos/{upload}.jpg/../{other}.jpg",
        "user-{user}/previews/{upload}/../{other}/256.webp",
        "user-{user}/records/{upload}.json\n",
        "user-{user}/others/{upload}.jpg",
        "",
    ],
)
def test_no_object_of_another_upload_can_be_discarded(stores: InMemoryStores, catalog: Catalog, key: str) -> None:
    photo, other = media(USER), catalog.record(media(USER))
    wrong = key.format(user=USER, upload=photo.upload_id, other=other.media.upload_id)
    with pytest.raises(RecordInvalid):
        catalog.discard(photo.user_id, photo.upload_id, [*every_key(photo), wrong])
    assert stores.objects.keys == []
    assert catalog.record(photo).media == photo
