from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from momento_catalog.application.ports.media_store import RecordChanged
from momento_catalog.application.records.record import RecordMedia
from momento_catalog.domain.errors import StoreUnavailable
from momento_catalog.domain.index.facets import facets_of
from momento_catalog.domain.records.media import Edit
from momento_catalog.domain.usage.usage import Usage

from tests.fakes.catalog.catalog import Catalog, in_memory_stores
from tests.fakes.catalog.media_store import OneByOne
from tests.fakes.catalog.samples import media, model_tags, new_user_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from momento_catalog.application.ports.media_store import MediaStore
    from momento_catalog.domain.identifiers import UploadId, UserId
    from momento_catalog.domain.index.media_record import Change, MediaRecord
    from momento_catalog.domain.records.checksum import Holder, Sha256
    from momento_catalog.domain.records.media import Media

    from tests.fakes.catalog.catalog import InMemoryStores

USER = new_user_id()


class InterruptedStore(OneByOne):
    """Applies some changes and is then gone."""

    def __init__(self, catalog: Catalog, applied: int) -> None:
        self._store = catalog.stores.store
        self._left = applied

    def apply(self, change: Change) -> None:
        if self._left == 0:
            raise StoreUnavailable("gone")
        self._left -= 1
        self._store.apply(change)


class ContendedStore(OneByOne):
    """Somebody else is always faster."""

    def apply(self, change: Change) -> None:
        raise RecordChanged(change)


class OvertakenStore(OneByOne):
    """Somebody else records an item just before the first change."""

    def __init__(self, catalog: Catalog, overtaking: Media) -> None:
        self._catalog = catalog
        self._overtaking = overtaking

    def apply(self, change: Change) -> None:
        self._catalog.record(self._overtaking)
        self._catalog.stores.store.apply(change)


def recorder(stores: InMemoryStores, store: MediaStore) -> RecordMedia:
    return RecordMedia(stores.records, stores.checksums, store, stores.activity, stores.copies)


class UnreadRecords:
    """Records, of which none may be looked for before it is written."""

    def __init__(self, catalog: Catalog) -> None:
        self._records = catalog.stores.records
        self.asked = 0

    def get(self, user_id: UserId, upload_id: UploadId) -> MediaRecord | None:
        self.asked += 1
        return self._records.get(user_id, upload_id)


class UnaskedChecksums:
    def holders(self, *_: object) -> Mapping[Sha256, Holder]:
        pytest.fail("asked for holders of a checksum before the item was written")


def test_a_new_item_is_written_without_a_question_whether_it_is_there() -> None:
    stores = in_memory_stores()
    records, photo = UnreadRecords(Catalog(stores)), media(USER)
    record_media = RecordMedia(records, UnaskedChecksums(), stores.store, stores.activity, stores.copies)  # type: ignore[arg-type]  # all that is asked of them
    assert record_media(photo).media == photo
    assert records.asked == 0


def test_recording_again_answers_the_first_record() -> None:
    catalog = Catalog(in_memory_stores())
    photo = media(USER, tags=["cat"])
    first = catalog.record(photo)
    assert catalog.record(replace(photo, file_name="other.jpg", own_tags=())) == first
    assert catalog.months(USER)[0][1] == 1


def test_a_recording_that_was_interrupted_is_completed_by_the_next() -> None:
    stores = in_memory_stores()
    catalog = Catalog(stores)
    photo = media(USER, tags=[f"tag {number}" for number in range(50)])
    with pytest.raises(StoreUnavailable):
        recorder(stores, InterruptedStore(catalog, applied=1))(photo)
    assert catalog.get(USER, photo.upload_id).indexed < facets_of(photo)
    assert catalog.record(photo).indexed == facets_of(photo)


def test_another_upload_of_the_same_bytes_completes_an_interrupted_record_and_writes_none_of_its_own() -> None:
    stores = in_memory_stores()
    catalog = Catalog(stores)
    photo = media(USER, tags=[f"tag {number}" for number in range(50)])
    with pytest.raises(StoreUnavailable):
        recorder(stores, InterruptedStore(catalog, applied=1))(photo)
    copy = media(USER, sha256=photo.sha256)
    record = catalog.record(copy)
    assert (record.media, record.indexed) == (photo, facets_of(photo))
    assert catalog.stores.records.get(USER, copy.upload_id) is None


def test_a_race_for_the_same_bytes_is_lost_to_the_item_that_was_recorded_first() -> None:
    stores = in_memory_stores()
    catalog = Catalog(stores)
    first, second = media(USER), media(USER)
    second = replace(second, sha256=first.sha256)
    record_media = recorder(stores, OvertakenStore(catalog, first))
    assert record_media(second).media == first
    assert stores.records.get(USER, second.upload_id) is None
    assert catalog.usage(USER) == Usage(1, first.size_bytes)


def test_a_record_that_others_keep_changing_is_given_up() -> None:
    stores = in_memory_stores()
    with pytest.raises(StoreUnavailable):
        recorder(stores, ContendedStore())(media(USER))


def test_an_item_is_recorded_as_the_copy_beside_its_original_says_and_not_as_a_later_look_at_it_does() -> None:
    stores = in_memory_stores()
    catalog, first_look = Catalog(stores), media(USER, tags=["cat"])
    stores.copies.kept[first_look.upload_id] = first_look
    later_look = replace(first_look, facts=replace(first_look.facts, width=1), derived_tags=model_tags("dog"))
    assert catalog.record(later_look).media == first_look
    assert catalog.record(later_look).media == first_look


def test_an_item_without_a_copy_that_can_be_used_is_recorded_as_it_is_told() -> None:
    stores = in_memory_stores()
    catalog = Catalog(stores)
    without, unreadable, of_other_bytes = media(USER), media(USER), media(USER)
    stores.copies.unreadable.add(unreadable.upload_id)
    stores.copies.kept[of_other_bytes.upload_id] = media(USER, upload_id=of_other_bytes.upload_id)
    for item in (without, unreadable, of_other_bytes):
        assert catalog.record(item).media == item


def test_a_copy_that_was_written_just_now_is_not_read() -> None:
    stores = in_memory_stores()
    catalog, photo = Catalog(stores), media(USER)
    stores.copies.kept[photo.upload_id] = replace(photo, file_name="other.jpg")
    assert catalog.record(photo, copied=True).media == photo


def test_an_item_that_was_recorded_and_purged_is_answered_as_it_is() -> None:
    stores = in_memory_stores()
    catalog, photo = Catalog(stores), media(USER)
    trashed = catalog.edit(USER, photo.upload_id, catalog.record(photo).etag, Edit(trashed=True))
    catalog.purge(USER, trashed.media.upload_id)
    assert catalog.record(photo).media.purged
    assert stores.objects.released == [photo.upload_id]
