from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from momento_catalog.domain.errors import EtagMismatch, MediaNotFound, NotInTrash
from momento_catalog.domain.index.facets import PURGE, TRASH
from momento_catalog.domain.records.media import Edit
from momento_catalog.domain.search.filter import MediaFilter
from momento_catalog.domain.timeline.timeline import Window
from momento_catalog.domain.usage.usage import Usage

from tests.fakes.catalog.catalog import TRASH_KEPT_FOR, Catalog, InMemoryStores, in_memory_stores
from tests.fakes.catalog.samples import media, new_user_id

if TYPE_CHECKING:
    from momento_catalog.domain.index.media_record import MediaRecord

USER = new_user_id()
A_DAY = 86_400


@pytest.fixture
def stores() -> InMemoryStores:
    return in_memory_stores()


@pytest.fixture
def catalog(stores: InMemoryStores) -> Catalog:
    return Catalog(stores)


def trashed(catalog: Catalog) -> MediaRecord:
    record = catalog.record(media(USER, tags=["beach"]))
    return catalog.edit(USER, record.media.upload_id, record.etag, Edit(trashed=True))


def happened(catalog: Catalog) -> list[tuple[str, str]]:
    return [(event.kind.value, event.details.reason) for event in catalog.activity(USER)]


def test_a_purged_item_is_found_by_nothing_and_counts_for_nothing(catalog: Catalog, stores: InMemoryStores) -> None:
    record = trashed(catalog)
    catalog.purge(USER, record.media.upload_id)
    with pytest.raises(MediaNotFound):
        catalog.get(USER, record.media.upload_id)
    assert catalog.list(USER, MediaFilter(trashed=True)).records == ()
    assert catalog.list(USER, MediaFilter()).records == ()
    assert catalog.usage(USER) == Usage(0, 0)
    assert catalog.find(USER, [str(record.media.sha256)]) == []
    assert stores.index.newest(USER, TRASH, Window(), 10) == []
    assert stores.index.newest(USER, PURGE, Window(), 10) == []
    assert stores.objects.released == [record.media.upload_id]


def test_the_record_of_a_purged_item_and_its_history_stay(catalog: Catalog, stores: InMemoryStores) -> None:
    record = trashed(catalog)
    catalog.purge(USER, record.media.upload_id)
    left = stores.records.get(USER, record.media.upload_id)
    assert left is not None
    assert (left.media.purged_at, left.media.released) == (catalog.clock.now(), True)
    assert set(happened(catalog)) == {("media.purged", ""), ("media.trashed", ""), ("upload.accepted", "")}


def test_the_same_file_may_come_again_after_a_purge(catalog: Catalog) -> None:
    record = trashed(catalog)
    catalog.purge(USER, record.media.upload_id)
    again = catalog.record(media(USER, sha256=record.media.sha256))
    assert again.media.upload_id != record.media.upload_id
    assert catalog.usage(USER).media_count == 1


def test_only_what_is_in_the_trash_can_be_purged(catalog: Catalog, stores: InMemoryStores) -> None:
    record = catalog.record(media(USER))
    with pytest.raises(NotInTrash):
        catalog.purge(USER, record.media.upload_id)
    assert catalog.get(USER, record.media.upload_id) == record
    assert stores.objects.released == []


def test_nobody_purges_an_item_of_another(catalog: Catalog) -> None:
    record = trashed(catalog)
    with pytest.raises(MediaNotFound):
        catalog.purge(new_user_id(), record.media.upload_id)
    assert catalog.get(USER, record.media.upload_id) == record


def test_an_item_that_its_owner_takes_out_at_the_same_moment_is_left_alone(
    catalog: Catalog, stores: InMemoryStores
) -> None:
    record = trashed(catalog)
    back = catalog.edit(USER, record.media.upload_id, record.etag, Edit(trashed=False))
    with pytest.raises(EtagMismatch):
        catalog.purge.begin(record)
    assert catalog.get(USER, record.media.upload_id) == back
    assert stores.objects.released == []


def test_a_purge_whose_objects_could_not_be_marked_is_finished_later(catalog: Catalog, stores: InMemoryStores) -> None:
    record = trashed(catalog)
    stores.objects.unreachable = True
    catalog.purge(USER, record.media.upload_id)
    assert stores.index.newest(USER, PURGE, Window(), 10) == [record.media.moment]
    stores.objects.unreachable = False
    catalog.tidy(USER)
    assert stores.objects.released == [record.media.upload_id]
    assert stores.index.newest(USER, PURGE, Window(), 10) == []
    assert happened(catalog).count(("media.purged", "")) == 1


def test_the_trash_is_purged_when_its_days_are_over_and_not_before(catalog: Catalog, stores: InMemoryStores) -> None:
    old = trashed(catalog)
    catalog.clock.advance(A_DAY)
    young = trashed(catalog)
    kept = catalog.record(media(USER))
    catalog.clock.advance(int(TRASH_KEPT_FOR.total_seconds()) - A_DAY)
    assert catalog.tidy(USER) == 1
    assert stores.objects.released == [old.media.upload_id]
    assert catalog.get(USER, young.media.upload_id) == young
    assert catalog.get(USER, kept.media.upload_id) == kept
    assert happened(catalog)[0] == ("media.purged", "TRASH_DAYS_OVER")


def test_a_full_trash_is_looked_through_to_its_end(catalog: Catalog) -> None:
    for _ in range(205):
        trashed(catalog)
    catalog.clock.advance(int(TRASH_KEPT_FOR.total_seconds()))
    assert catalog.tidy(USER) == 205
    assert catalog.usage(USER) == Usage(0, 0)
