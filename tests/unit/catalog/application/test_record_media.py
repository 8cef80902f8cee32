from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from momento_catalog.application.ports.media_store import RecordChanged
from momento_catalog.application.record_media import RecordMedia
from momento_catalog.domain.errors import StoreUnavailable
from momento_catalog.domain.facets import facets_of
from momento_catalog.domain.usage import Usage

from tests.fakes.catalog.catalog import Catalog, in_memory_stores
from tests.fakes.catalog.samples import media, new_user_id

if TYPE_CHECKING:
    from momento_catalog.domain.media import Media
    from momento_catalog.domain.record import Change

USER = new_user_id()


class InterruptedStore:
    """Applies some changes and is then gone."""

    def __init__(self, catalog: Catalog, applied: int) -> None:
        self._store = catalog.stores.store
        self._left = applied

    def apply(self, change: Change) -> None:
        if self._left == 0:
            raise StoreUnavailable("gone")
        self._left -= 1
        self._store.apply(change)


class ContendedStore:
    """Somebody else is always faster."""

    def apply(self, change: Change) -> None:
        raise RecordChanged(change)


class OvertakenStore:
    """Somebody else records an item just before the first change."""

    def __init__(self, catalog: Catalog, overtaking: Media) -> None:
        self._catalog = catalog
        self._overtaking = overtaking

    def apply(self, change: Change) -> None:
        self._catalog.record(self._overtaking)
        self._catalog.stores.store.apply(change)


def test_recording_again_answers_the_first_record() -> None:
    catalog = Catalog(in_memory_stores())
    photo = media(USER, tags=["cat"])
    first = catalog.record(photo)
    assert catalog.record(replace(photo, file_name="other.jpg", own_tags=())) == first
    assert catalog.months(USER)[0][1] == 1


def test_a_recording_that_was_interrupted_is_completed_by_the_next() -> None:
    catalog = Catalog(in_memory_stores())
    photo = media(USER, tags=[f"tag {number}" for number in range(50)])
    stores = catalog.stores
    with pytest.raises(StoreUnavailable):
        RecordMedia(stores.records, stores.checksums, InterruptedStore(catalog, applied=1), stores.activity)(photo)
    assert catalog.get(USER, photo.upload_id).indexed < facets_of(photo)
    assert catalog.record(photo).indexed == facets_of(photo)


def test_another_upload_of_the_same_bytes_completes_an_interrupted_record_and_writes_none_of_its_own() -> None:
    catalog = Catalog(in_memory_stores())
    photo = media(USER, tags=[f"tag {number}" for number in range(50)])
    stores = catalog.stores
    with pytest.raises(StoreUnavailable):
        RecordMedia(stores.records, stores.checksums, InterruptedStore(catalog, applied=1), stores.activity)(photo)
    copy = media(USER, sha256=photo.sha256)
    record = catalog.record(copy)
    assert (record.media, record.indexed) == (photo, facets_of(photo))
    assert catalog.stores.records.get(USER, copy.upload_id) is None


def test_a_race_for_the_same_bytes_is_lost_to_the_item_that_was_recorded_first() -> None:
    catalog = Catalog(in_memory_stores())
    first, second = media(USER), media(USER)
    second = replace(second, sha256=first.sha256)
    stores = catalog.stores
    record_media = RecordMedia(stores.records, stores.checksums, OvertakenStore(catalog, first), stores.activity)
    assert record_media(second).media == first
    assert stores.records.get(USER, second.upload_id) is None
    assert catalog.usage(USER) == Usage(1, first.size_bytes)


def test_a_record_that_others_keep_changing_is_given_up() -> None:
    stores = in_memory_stores()
    with pytest.raises(StoreUnavailable):
        RecordMedia(stores.records, stores.checksums, ContendedStore(), stores.activity)(media(USER))
