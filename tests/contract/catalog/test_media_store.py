from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from momento_catalog.application.ports.media_store import RecordChanged
from momento_catalog.domain.index.facets import Facet, FacetName, properties_of
from momento_catalog.domain.index.media_record import MAX_INDEX_CHANGES, changes
from momento_catalog.domain.timeline.timeline import Window

from tests.fakes.catalog.catalog import Catalog, in_memory_stores
from tests.fakes.catalog.samples import media, tag_names

if TYPE_CHECKING:
    from momento_catalog.domain.identifiers import UserId
    from momento_catalog.domain.records.media import Media

    from tests.fakes.catalog.catalog import Stores

BEACH = Facet(FacetName.TAG, "beach")


def test_a_change_stores_the_record_its_entries_and_their_counts(stores: Stores, user_id: UserId) -> None:
    photo = media(user_id, tags=["beach"])
    (change,) = changes(None, photo)
    stores.store.apply(change)
    assert stores.records.get(user_id, photo.upload_id) == change.after
    for facet in properties_of(photo):
        assert stores.index.newest(user_id, facet, Window(), 10) == [photo.moment]
    assert set(stores.counts.of(user_id, properties_of(photo)).values()) == {1}


def test_a_first_change_to_a_record_that_exists_is_refused_and_stores_nothing(stores: Stores, user_id: UserId) -> None:
    photo = media(user_id)
    (change,) = changes(None, photo)
    stores.store.apply(change)
    (again,) = changes(None, replace(photo, own_tags=tag_names("beach")))
    with pytest.raises(RecordChanged):
        stores.store.apply(again)
    assert stores.records.get(user_id, photo.upload_id) == change.after
    assert stores.counts.of(user_id, [BEACH]) == {BEACH: 0}
    assert stores.index.newest(user_id, BEACH, Window(), 10) == []


def test_a_change_of_an_older_revision_is_refused(stores: Stores, user_id: UserId) -> None:
    photo = media(user_id)
    (first,) = changes(None, photo)
    stores.store.apply(first)
    (second,) = changes(first.after, replace(photo, favorite=True))
    stores.store.apply(second)
    (late,) = changes(first.after, replace(photo, own_tags=tag_names("beach")))
    with pytest.raises(RecordChanged):
        stores.store.apply(late)
    assert stores.records.get(user_id, photo.upload_id) == second.after


def test_a_removed_entry_is_not_found_and_stands_again_when_it_comes_back(stores: Stores, user_id: UserId) -> None:
    photo = media(user_id, tags=["beach"])
    (first,) = changes(None, photo)
    stores.store.apply(first)
    (second,) = changes(first.after, replace(photo, own_tags=()))
    stores.store.apply(second)
    assert stores.index.newest(user_id, BEACH, Window(), 10) == []
    assert stores.counts.of(user_id, [BEACH]) == {BEACH: 0}
    (third,) = changes(second.after, photo)
    stores.store.apply(third)
    assert stores.index.newest(user_id, BEACH, Window(), 10) == [photo.moment]
    assert stores.counts.of(user_id, [BEACH]) == {BEACH: 1}


def test_the_largest_change_fits_into_one_transaction(stores: Stores, user_id: UserId) -> None:
    photo = media(user_id, tags=[f"tag {number}" for number in range(50)])
    first, *_ = changes(None, photo)
    assert len(first.added) == MAX_INDEX_CHANGES
    stores.store.apply(first)
    assert stores.records.get(user_id, photo.upload_id) == first.after


def test_changes_stored_together_move_each_count_by_all_of_them(stores: Stores, user_id: UserId) -> None:
    photos = [media(user_id) for _ in range(30)]
    first = [change for photo in photos for change in changes(None, photo)]
    assert list(stores.store.apply_each(first)) == [None] * 30
    tagged = [change for each in first for change in changes(each.after, _with_beach(each.after.media))]
    assert list(stores.store.apply_each(tagged)) == [None] * 30
    assert stores.counts.of(user_id, [BEACH]) == {BEACH: 30}
    assert len(stores.index.newest(user_id, BEACH, Window(), 50)) == 30
    assert stores.usages.of(user_id).media_count == 30


def test_of_changes_stored_together_a_late_one_is_refused_and_the_others_stand(stores: Stores, user_id: UserId) -> None:
    photos = [media(user_id) for _ in range(4)]
    first = [change for photo in photos for change in changes(None, photo)]
    stores.store.apply_each(first)
    (overtaking,) = changes(first[1].after, replace(photos[1], favorite=True))
    stores.store.apply(overtaking)
    tagged = [change for each in first for change in changes(each.after, _with_beach(each.after.media))]
    problems = stores.store.apply_each(tagged)
    assert isinstance(problems[1], RecordChanged)
    assert [problem is None for problem in problems] == [True, False, True, True]
    assert stores.counts.of(user_id, [BEACH]) == {BEACH: 3}
    assert stores.records.get(user_id, photos[1].upload_id) == overtaking.after


def _with_beach(photo: Media) -> Media:
    return replace(photo, own_tags=tag_names("beach"))


@pytest.mark.parametrize("kind", ["fake", "ministack"])
def test_counts_are_right_after_many_uploads_at_the_same_time(
    kind: str, user_id: UserId, request: pytest.FixtureRequest
) -> None:
    # moto is left out: it takes no lock, and loses updates that DynamoDB would not.
    stores = in_memory_stores() if kind == "fake" else request.getfixturevalue("ministack_stores")
    catalog = Catalog(stores)
    items = [media(user_id, tags=["beach"], kind="video" if number % 2 else "photo") for number in range(96)]
    with ThreadPoolExecutor(32) as threads:
        list(threads.map(catalog.record, items))
    assert sum(count for _, count in catalog.months(user_id)) == len(items)
    wanted = [BEACH, Facet(FacetName.KIND, "photo"), Facet(FacetName.KIND, "video"), Facet(FacetName.WORD, "img")]
    assert list(stores.counts.of(user_id, wanted).values()) == [96, 48, 48, 96]
    assert len(stores.index.newest(user_id, BEACH, Window(), 200)) == len(items)
