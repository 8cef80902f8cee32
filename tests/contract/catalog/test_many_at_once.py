"""Everything of one user at the same time: every count is right afterwards."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest
from momento_catalog.application.bulk.edit import BulkEdit
from momento_catalog.application.deadline import within
from momento_catalog.application.lifecycle.repair_index import RepairReport
from momento_catalog.domain.audit.event import EventKind
from momento_catalog.domain.errors import EtagMismatch, MediaNotFound, StoreUnavailable, TooManyAlbums
from momento_catalog.domain.index.facets import Facet, FacetName, album_facet
from momento_catalog.domain.records.media import Edit
from momento_catalog.domain.records.tag_changes import TagChanges
from momento_catalog.domain.title import Title

from tests.fakes.catalog.catalog import MAX_ALBUMS, Catalog, in_memory_stores
from tests.fakes.catalog.ledger import assert_shown_once, fresh_ledger, ledger
from tests.fakes.catalog.samples import media, new_upload_id, tag_names

if TYPE_CHECKING:
    from collections.abc import Callable

    from momento_catalog.domain.identifiers import UploadId, UserId
    from momento_catalog.domain.index.media_record import Change

BEACH = Facet(FacetName.TAG, "beach")
AT_ONCE = 32


@pytest.fixture(params=["fake", "ministack"])
def catalog(request: pytest.FixtureRequest) -> Catalog:
    # moto is left out: it takes no lock, and loses updates that DynamoDB would not.
    stores = in_memory_stores() if request.param == "fake" else request.getfixturevalue("ministack_stores")
    return Catalog(stores)


def bulk(catalog: Catalog, user_id: UserId, items: list[UploadId], edit: BulkEdit) -> list[str]:
    """The reasons of those that were refused."""
    return [it.refusal.reason for it in catalog.albums.bulk_edit(user_id, items, edit) if it.refusal]


def test_uploads_edits_and_a_repair_at_the_same_time_leave_every_count_right(catalog: Catalog, user_id: UserId) -> None:
    early = [catalog.record(media(user_id, tags=["beach"])).media.upload_id for _ in range(8)]
    album = catalog.albums.create(user_id, Title("Italy")).album_id
    uploads = [media(user_id, tags=["beach"]) for _ in range(AT_ONCE)]
    # Half of them bring bytes that another one brings too.
    twins = [media(user_id, sha256=item.sha256) for item in uploads[: AT_ONCE // 2]]
    acts: list[Callable[[], object]] = [partial(catalog.record, item) for item in (*uploads, *twins)]
    acts += [partial(bulk, catalog, user_id, early, BulkEdit(Edit(favorite=number % 2 == 0))) for number in range(2)]
    acts += [partial(bulk, catalog, user_id, early[:4], BulkEdit(Edit(trashed=True), join=album))]
    acts += [partial(bulk, catalog, user_id, early[4:], BulkEdit(Edit(tag_changes=_SUN), join=album))]
    acts += [partial(catalog.repair, user_id)]
    with ThreadPoolExecutor(AT_ONCE) as threads:
        for future in [threads.submit(act) for act in reversed(acts)]:
            future.result()
    assert catalog.usage(user_id).media_count == len(early) + len(uploads)
    assert catalog.stores.counts.of(user_id, [BEACH])[BEACH] >= AT_ONCE // 2
    assert ledger(catalog.stores, user_id) == fresh_ledger(catalog.stores, user_id)
    assert catalog.repair(user_id) == RepairReport(records=len(early) + len(uploads))
    assert_shown_once(catalog, user_id)


_SUN = TagChanges(add=tag_names("sun"))


def test_a_bulk_of_five_hundred_is_done_within_the_time_of_a_call(catalog: Catalog, user_id: UserId) -> None:
    items = [catalog.record(media(user_id)).media.upload_id for _ in range(20)]
    album = catalog.albums.create(user_id, Title("Italy")).album_id
    absent = [new_upload_id() for _ in range(480)]
    with within(30.0):
        outcomes = catalog.albums.bulk_edit(user_id, [*items, *absent], BulkEdit(Edit(tag_changes=_SUN), join=album))
    assert [it.upload_id for it in outcomes] == [*items, *absent]
    assert [type(it.refusal) for it in outcomes] == [type(None)] * 20 + [MediaNotFound] * 480
    assert catalog.stores.counts.of(user_id, [album_facet(album)]) == {album_facet(album): 20}


def test_what_there_was_no_time_for_is_told_and_done_by_the_next_call(catalog: Catalog, user_id: UserId) -> None:
    items = [catalog.record(media(user_id)).media.upload_id for _ in range(3)]
    wanted = BulkEdit(Edit(tag_changes=_SUN))
    with within(0.5):
        assert {type(it.refusal) for it in catalog.albums.bulk_edit(user_id, items, wanted)} == {StoreUnavailable}
    assert bulk(catalog, user_id, items, wanted) == []
    again = catalog.albums.bulk_edit(user_id, items, wanted)
    assert [it.record and it.record.revision for it in again] == [2, 2, 2]


def test_an_item_that_others_keep_changing_is_told_and_the_rest_is_done(user_id: UserId) -> None:
    stores = in_memory_stores()
    catalog = Catalog(stores)
    busy, calm = (catalog.record(media(user_id)).media.upload_id for _ in range(2))
    apply = stores.store.apply

    def contended(change: Change) -> None:
        if change.after.media.upload_id == busy:
            other = stores.records.get(user_id, busy)
            assert other is not None
            stores.tables.records[user_id, busy] = replace(other, revision=other.revision + 1)
        apply(change)

    stores.store.apply = contended  # type: ignore[method-assign]  # somebody is always quicker
    outcomes = catalog.albums.bulk_edit(user_id, [busy, calm], BulkEdit(Edit(favorite=True)))
    assert [type(it.refusal) for it in outcomes] == [EtagMismatch, type(None)]


def test_albums_made_at_the_same_moment_stay_within_the_limit(catalog: Catalog, user_id: UserId) -> None:
    def make(number: int) -> str:
        try:
            catalog.albums.create(user_id, Title(f"Album {number}"))
        except TooManyAlbums as error:
            return error.reason
        return ""

    with ThreadPoolExecutor(MAX_ALBUMS * 4) as threads:
        outcomes = list(threads.map(make, range(MAX_ALBUMS * 4)))
    assert sorted(outcomes) == [""] * MAX_ALBUMS + ["TOO_MANY_ALBUMS"] * MAX_ALBUMS * 3
    assert len(catalog.stores.albums.newest(user_id, None, 200, archived=False)) == MAX_ALBUMS


def test_the_history_of_many_edits_at_once_counts_those_that_were_made(catalog: Catalog, user_id: UserId) -> None:
    items = [catalog.record(media(user_id)).media.upload_id for _ in range(12)]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: bulk(catalog, user_id, items, BulkEdit(Edit(favorite=True))), range(4)))
    events = [event for event in catalog.activity(user_id, 200) if event.kind is EventKind.MEDIA_EDITED]
    assert sum(event.details.media_count for event in events) == len(items)
