"""Albums at their limits, and requests that are made again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from momento_catalog.application.albums import add_media as join_album
from momento_catalog.application.albums.arrange import Target
from momento_catalog.application.bulk.edit import BulkEdit
from momento_catalog.domain.errors import AlbumFull, TooManyAlbums
from momento_catalog.domain.records.media import Edit
from momento_catalog.domain.title import Title

from tests.fakes.catalog.catalog import MAX_ALBUMS, Catalog, in_memory_stores
from tests.fakes.catalog.samples import media, new_upload_id, new_user_id

if TYPE_CHECKING:
    from momento_catalog.domain.identifiers import AlbumId, UploadId

USER = new_user_id()
FULL = 5
TARGETS = [Target(), Target(beginning=True)]


@pytest.fixture
def catalog(monkeypatch: pytest.MonkeyPatch) -> Catalog:
    monkeypatch.setattr(join_album, "MAX_ALBUM_ITEMS", FULL)
    return Catalog(in_memory_stores())


@pytest.fixture
def items(catalog: Catalog) -> list[UploadId]:
    return [catalog.record(media(USER)).media.upload_id for _ in range(FULL)]


@pytest.fixture
def album(catalog: Catalog, items: list[UploadId]) -> AlbumId:
    made = catalog.albums.create(USER, Title("Italy")).album_id
    catalog.albums.arrange(USER, made, items, Target())
    return made


def order(catalog: Catalog, album: AlbumId) -> list[UploadId]:
    return [record.media.upload_id for record in catalog.albums.list_media(USER, album).records]


def revisions(catalog: Catalog, items: list[UploadId]) -> list[int]:
    return [catalog.get(USER, item).revision for item in items]


def test_a_full_album_can_be_rearranged(catalog: Catalog, items: list[UploadId], album: AlbumId) -> None:
    catalog.albums.arrange(USER, album, items[4:], Target(beginning=True))
    assert order(catalog, album) == [items[4], *items[:4]]
    catalog.albums.arrange(USER, album, items[::-1], Target())
    assert order(catalog, album) == items[::-1]
    catalog.albums.arrange(USER, album, [items[0]], Target(after=items[4]))
    assert order(catalog, album) == [items[4], items[0], *items[3:0:-1]]


def test_items_that_are_in_a_full_album_or_nowhere_do_not_count_again(
    catalog: Catalog, items: list[UploadId], album: AlbumId
) -> None:
    outcomes = catalog.albums.bulk_edit(USER, [*items, new_upload_id()], BulkEdit(Edit(favorite=True), join=album))
    assert [it.refusal.reason if it.refusal else "" for it in outcomes] == [""] * FULL + ["MEDIA_NOT_FOUND"]


@pytest.mark.parametrize("more", [1, 2])
def test_a_full_album_takes_no_other_items(catalog: Catalog, items: list[UploadId], album: AlbumId, more: int) -> None:
    new = [catalog.record(media(USER)).media.upload_id for _ in range(more)]
    for target in (*TARGETS, Target(after=items[0])):
        with pytest.raises(AlbumFull, match="5 items"):
            catalog.albums.arrange(USER, album, [items[1], *new], target)
    with pytest.raises(AlbumFull):
        catalog.albums.bulk_edit(USER, [*items, *new], BulkEdit(Edit(), join=album))
    assert order(catalog, album) == items


def test_an_album_that_is_too_full_can_still_be_rearranged(
    catalog: Catalog, items: list[UploadId], album: AlbumId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(join_album, "MAX_ALBUM_ITEMS", FULL - 1)
    catalog.albums.arrange(USER, album, [items[4]], Target(beginning=True))
    assert order(catalog, album)[0] == items[4]
    with pytest.raises(AlbumFull):
        catalog.albums.arrange(USER, album, [catalog.record(media(USER)).media.upload_id], Target())


@pytest.mark.parametrize("target", TARGETS)
def test_the_same_arrangement_again_moves_nothing(
    catalog: Catalog, items: list[UploadId], album: AlbumId, target: Target
) -> None:
    wanted = [items[3], items[1], new_upload_id()]
    catalog.albums.arrange(USER, album, wanted, target)
    before, arranged = revisions(catalog, items), order(catalog, album)
    outcomes = catalog.albums.arrange(USER, album, wanted, target)
    assert [it.refusal is None for it in outcomes] == [True, True, False]
    assert (revisions(catalog, items), order(catalog, album)) == (before, arranged)


def test_the_same_arrangement_after_an_item_moves_nothing(
    catalog: Catalog, items: list[UploadId], album: AlbumId
) -> None:
    wanted = [items[0], items[1]]
    for _ in range(2):
        catalog.albums.arrange(USER, album, wanted, Target(after=items[3]))
        assert revisions(catalog, wanted) == [3, 3]
    assert order(catalog, album) == [items[2], items[3], items[0], items[1], items[4]]


@pytest.mark.parametrize(
    ("wanted", "target", "arranged"),
    [
        ([4, 3], Target(), [0, 1, 2, 4, 3]),
        ([0], Target(), [1, 2, 3, 4, 0]),
        ([2, 3], Target(), [0, 1, 4, 2, 3]),
        ([2], Target(beginning=True), [2, 0, 1, 3, 4]),
        ([1, 2], Target(beginning=True), [1, 2, 0, 3, 4]),
    ],
)
def test_an_arrangement_that_differs_in_anything_moves(  # a row of the table
    catalog: Catalog, items: list[UploadId], album: AlbumId, wanted: list[int], target: Target, arranged: list[int]
) -> None:
    catalog.albums.arrange(USER, album, [items[number] for number in wanted], target)
    assert order(catalog, album) == [items[number] for number in arranged]


def test_an_item_in_the_trash_keeps_or_gets_its_place(catalog: Catalog, items: list[UploadId], album: AlbumId) -> None:
    trashed = catalog.edit(USER, items[4], catalog.get(USER, items[4]).etag, Edit(trashed=True))
    catalog.albums.arrange(USER, album, [items[4], items[3]], Target(beginning=True))
    catalog.edit(USER, items[4], catalog.get(USER, items[4]).etag, Edit(trashed=False))
    assert trashed.media.albums != catalog.get(USER, items[4]).media.albums
    assert order(catalog, album)[:2] == [items[4], items[3]]


def test_no_more_albums_are_made_than_an_account_may_have(catalog: Catalog) -> None:
    user_id = new_user_id()
    for number in range(MAX_ALBUMS):
        catalog.albums.create(user_id, Title(f"Album {number}"))
    with pytest.raises(TooManyAlbums, match=f"at most {MAX_ALBUMS} albums"):
        catalog.albums.create(user_id, Title("One more"))
