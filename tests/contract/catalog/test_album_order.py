from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from momento_catalog.application.albums.arrange import Target
from momento_catalog.application.bulk.edit import BulkEdit
from momento_catalog.domain.albums.album import AlbumChange, AlbumPlace, AlbumPosition
from momento_catalog.domain.albums.order_key import OrderKey
from momento_catalog.domain.index.facets import album_facet
from momento_catalog.domain.records.media import Edit
from momento_catalog.domain.title import Title

from tests.fakes.catalog.catalog import Catalog, in_memory_stores
from tests.fakes.catalog.samples import media, new_user_id

if TYPE_CHECKING:
    from momento_catalog.domain.identifiers import AlbumId, UploadId, UserId

    from tests.fakes.catalog.catalog import Stores


def new_album(catalog: Catalog, user_id: UserId) -> AlbumId:
    return catalog.albums.create(user_id, Title("Italy")).album_id


def recorded(catalog: Catalog, user_id: UserId, count: int) -> list[UploadId]:
    return [catalog.record(media(user_id)).media.upload_id for _ in range(count)]


def shown(catalog: Catalog, user_id: UserId, album_id: AlbumId, page_size: int = 2) -> list[UploadId]:
    """Every page of an album, one after another; the count says the same."""
    found: list[UploadId] = []
    token = ""
    while True:
        page = catalog.albums.list_media(user_id, album_id, page_size, token)
        found.extend(record.media.upload_id for record in page.records)
        token = page.next_token
        if not token:
            facet = album_facet(album_id)
            assert catalog.stores.counts.of(user_id, [facet]) == {facet: len(found)}
            return found


def edit(catalog: Catalog, user_id: UserId, upload_id: UploadId, **changes: bool) -> None:
    catalog.edit(user_id, upload_id, catalog.get(user_id, upload_id).etag, Edit(**changes))  # type: ignore[arg-type]  # only flags are given


def test_items_stand_in_the_order_in_which_they_were_put(catalog: Catalog, user_id: UserId) -> None:
    album_id, items = new_album(catalog, user_id), recorded(catalog, user_id, 5)
    order = [items[2], items[0], items[4]]
    assert all(it.record for it in catalog.albums.arrange(user_id, album_id, order, Target()))
    catalog.albums.arrange(user_id, album_id, [items[1]], Target(beginning=True))
    catalog.albums.arrange(user_id, album_id, [items[3]], Target(after=items[2]))
    assert shown(catalog, user_id, album_id) == [items[1], items[2], items[3], items[0], items[4]]


def test_moved_items_leave_their_old_places_and_no_count_changes(catalog: Catalog, user_id: UserId) -> None:
    album_id, items = new_album(catalog, user_id), recorded(catalog, user_id, 4)
    catalog.albums.arrange(user_id, album_id, items, Target())
    catalog.albums.arrange(user_id, album_id, [items[3], items[0]], Target(after=items[1]))
    assert shown(catalog, user_id, album_id) == [items[1], items[3], items[0], items[2]]
    catalog.albums.arrange(user_id, album_id, [items[1]], Target())
    assert shown(catalog, user_id, album_id) == [items[3], items[0], items[2], items[1]]


def test_an_item_in_the_trash_is_not_shown_and_comes_back_to_its_place(catalog: Catalog, user_id: UserId) -> None:
    album_id, items = new_album(catalog, user_id), recorded(catalog, user_id, 3)
    catalog.albums.arrange(user_id, album_id, items, Target())
    edit(catalog, user_id, items[1], trashed=True)
    assert shown(catalog, user_id, album_id) == [items[0], items[2]]
    edit(catalog, user_id, items[1], trashed=False)
    assert shown(catalog, user_id, album_id) == items


def test_a_purged_item_never_comes_back(catalog: Catalog, user_id: UserId) -> None:
    album_id, items = new_album(catalog, user_id), recorded(catalog, user_id, 2)
    catalog.albums.arrange(user_id, album_id, items, Target())
    edit(catalog, user_id, items[0], trashed=True)
    # Its objects are no matter here, and not every store under test has a bucket.
    without_bucket = replace(catalog.stores, objects=in_memory_stores().objects)
    Catalog(without_bucket).purge(user_id, items[0])
    assert shown(catalog, user_id, album_id) == [items[1]]


def test_an_item_that_leaves_is_gone_from_this_album_alone(catalog: Catalog, user_id: UserId) -> None:
    left, kept, items = new_album(catalog, user_id), new_album(catalog, user_id), recorded(catalog, user_id, 2)
    for album_id in (left, kept):
        catalog.albums.bulk_edit(user_id, items, BulkEdit(Edit(), join=album_id))
    catalog.albums.bulk_edit(user_id, [items[0]], BulkEdit(Edit(), leave=left))
    assert shown(catalog, user_id, left) == [items[1]]
    assert shown(catalog, user_id, kept) == items


def test_an_item_that_joins_again_keeps_its_place(catalog: Catalog, user_id: UserId) -> None:
    album_id, items = new_album(catalog, user_id), recorded(catalog, user_id, 3)
    catalog.albums.bulk_edit(user_id, items, BulkEdit(Edit(), join=album_id))
    catalog.albums.bulk_edit(user_id, items[::-1], BulkEdit(Edit(), join=album_id))
    assert shown(catalog, user_id, album_id) == items


def test_keys_are_found_also_where_nothing_stands_any_more(catalog: Catalog, user_id: UserId) -> None:
    album_id, (item,) = new_album(catalog, user_id), recorded(catalog, user_id, 1)
    order = catalog.stores.album_order
    assert (order.first_key(user_id, album_id), order.last_key(user_id, album_id)) == (None, None)
    catalog.albums.arrange(user_id, album_id, [item], Target())
    key = catalog.get(user_id, item).media.place_in(album_id)
    catalog.albums.bulk_edit(user_id, [item], BulkEdit(Edit(), leave=album_id))
    assert (order.first_key(user_id, album_id), order.last_key(user_id, album_id)) == (key, key)
    assert order.first_key(user_id, album_id, key) is None
    assert order.first_key(user_id, album_id, OrderKey("000000")) == key


def test_a_place_between_two_of_the_same_key_goes_on_with_the_next_item(stores: Stores, user_id: UserId) -> None:
    catalog = Catalog(stores)
    album_id, items = new_album(catalog, user_id), recorded(catalog, user_id, 2)
    key = OrderKey("V00000")
    for item in items:
        record = catalog.get(user_id, item)
        catalog.edit(user_id, item, record.etag, Edit(albums=AlbumChange(move=AlbumPlace(album_id, key))))
    first, second = sorted(items)
    page = stores.album_order.items(user_id, album_id, None, 1)
    assert list(page) == [AlbumPosition(key, first)]
    assert list(stores.album_order.items(user_id, album_id, page[0], 5)) == [AlbumPosition(key, second)]
    assert stores.album_order.first_key(user_id, album_id, key) is None


def test_another_users_album_shows_nothing_and_takes_nothing(catalog: Catalog, user_id: UserId) -> None:
    album_id, items = new_album(catalog, user_id), recorded(catalog, user_id, 1)
    catalog.albums.arrange(user_id, album_id, items, Target())
    assert list(catalog.stores.album_order.items(new_user_id(), album_id, None, 10)) == []


_places = st.sampled_from(["end", "beginning", "after"])
_acts = st.lists(
    st.one_of(
        st.tuples(_places, st.lists(st.integers(0, 5), min_size=1, max_size=3, unique=True), st.integers(0, 5)),
        st.tuples(st.sampled_from(["trash", "restore", "leave"]), st.lists(st.integers(0, 5), max_size=1), st.none()),
    ),
    max_size=12,
)


@pytest.mark.parametrize("kind", ["fake", "ministack"])
def test_an_album_is_like_a_list_that_is_arranged_by_hand(kind: str, request: pytest.FixtureRequest) -> None:
    stores = in_memory_stores() if kind == "fake" else request.getfixturevalue("ministack_stores")

    @settings(max_examples=100 if kind == "fake" else 5)
    @given(_acts)
    def check(acts: list[tuple[str, list[int], int | None]]) -> None:
        catalog, user_id = Catalog(stores), new_user_id()
        album_id, items = new_album(catalog, user_id), recorded(catalog, user_id, 6)
        order: list[UploadId] = []
        trashed: set[UploadId] = set()
        for act, numbers, anchor in acts:
            named = [items[number] for number in numbers]
            if act in {"end", "beginning", "after"}:
                _arrange(catalog, user_id, album_id, order, named, act, items[anchor or 0])
            elif act == "leave" and named:
                catalog.albums.bulk_edit(user_id, named, BulkEdit(Edit(), leave=album_id))
                order[:] = [item for item in order if item not in named]
            elif named:
                edit(catalog, user_id, named[0], trashed=act == "trash")
                trashed = trashed | set(named) if act == "trash" else trashed - set(named)
            assert shown(catalog, user_id, album_id) == [item for item in order if item not in trashed]

    check()


def _arrange(
    catalog: Catalog,
    user_id: UserId,
    album_id: AlbumId,
    order: list[UploadId],
    named: list[UploadId],
    act: str,
    anchor: UploadId,
) -> None:
    if act == "after" and (anchor in named or anchor not in order):
        return
    target = Target(after=anchor) if act == "after" else Target(beginning=act == "beginning")
    catalog.albums.arrange(user_id, album_id, named, target)
    rest = [item for item in order if item not in named]
    place = {"end": len(rest), "beginning": 0}.get(act)
    place = rest.index(anchor) + 1 if place is None else place
    order[:] = rest[:place] + named + rest[place:]
