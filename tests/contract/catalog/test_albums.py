from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from momento_catalog.adapters.outbound.dynamodb.albums.album_item import write_album
from momento_catalog.application.ports.albums import AlbumChanged, AlbumLimitReached
from momento_catalog.domain.albums.album import Album
from momento_catalog.domain.identifiers import AlbumId
from momento_catalog.domain.title import Title
from ulid import ULID

from tests.fakes.catalog.aws import TABLES, client, dynamodb_stores
from tests.fakes.catalog.samples import UPLOADED_AT, new_upload_id, new_user_id

if TYPE_CHECKING:
    from momento_catalog.domain.identifiers import UserId

    from tests.fakes.catalog.catalog import Stores


def new_album(user_id: UserId, title: str = "Italy") -> Album:
    return Album(user_id, AlbumId(str(ULID()).lower()), Title(title), UPLOADED_AT, UPLOADED_AT)


def test_an_album_is_read_as_it_was_put(stores: Stores, user_id: UserId) -> None:
    album = replace(
        new_album(user_id), description="Two\nlines", cover=new_upload_id(), archived_at=UPLOADED_AT, revision=1
    )
    stores.albums.add(album, 1)
    assert stores.albums.get(user_id, album.album_id) == album


def test_an_album_without_anything_but_its_title_is_read_as_it_was_put(stores: Stores, user_id: UserId) -> None:
    album = new_album(user_id)
    stores.albums.add(album, 1)
    assert stores.albums.get(user_id, album.album_id) == album


def test_another_users_album_is_not_there(stores: Stores, user_id: UserId) -> None:
    album = new_album(user_id)
    stores.albums.add(album, 1)
    stranger = new_user_id()
    assert stores.albums.get(stranger, album.album_id) is None
    assert list(stores.albums.newest(stranger, None, 10, archived=False)) == []


def test_only_the_next_revision_is_put(stores: Stores, user_id: UserId) -> None:
    album = new_album(user_id)
    second = replace(album, title=Title("Rome"), revision=2)
    with pytest.raises(AlbumChanged):
        stores.albums.put(second)
    stores.albums.add(album, 2)
    with pytest.raises(AlbumChanged):
        stores.albums.add(replace(album, title=Title("Naples")), 2)
    stores.albums.put(second)
    for late in (album, replace(second, title=Title("Naples"))):
        with pytest.raises(AlbumChanged):
            stores.albums.put(late)
    assert stores.albums.get(user_id, album.album_id) == second


def test_albums_are_listed_newest_first_and_archived_ones_apart(stores: Stores, user_id: UserId) -> None:
    albums = [replace(new_album(user_id), album_id=AlbumId(f"01{number:024d}")) for number in range(6)]
    for number, album in enumerate(albums):
        stores.albums.add(replace(album, archived_at=UPLOADED_AT if number % 2 else None), len(albums))
    found = stores.albums.newest(user_id, None, 2, archived=False)
    assert [album.album_id for album in found] == [albums[4].album_id, albums[2].album_id]
    rest = stores.albums.newest(user_id, found[-1].album_id, 2, archived=False)
    assert [album.album_id for album in rest] == [albums[0].album_id]
    archived = stores.albums.newest(user_id, None, 10, archived=True)
    assert [album.album_id for album in archived] == [albums[number].album_id for number in (5, 3, 1)]


def test_a_user_has_no_more_albums_than_allowed_and_others_as_many(stores: Stores, user_id: UserId) -> None:
    first, second, third = (new_album(user_id) for _ in range(3))
    stores.albums.add(replace(first, archived_at=UPLOADED_AT), 2)
    stores.albums.add(second, 2)
    with pytest.raises(AlbumLimitReached):
        stores.albums.add(third, 2)
    assert stores.albums.get(user_id, third.album_id) is None
    stores.albums.put(replace(second, title=Title("Rome"), revision=2))
    stores.albums.add(new_album(new_user_id()), 2)
    stores.albums.add(third, 3)


def test_albums_that_were_made_before_albums_were_counted_count_too(ministack_endpoint: str, user_id: UserId) -> None:
    dynamodb = client("dynamodb", ministack_endpoint)
    stores = dynamodb_stores(client("s3", ministack_endpoint), dynamodb)
    for _ in range(3):
        dynamodb.put_item(TableName=TABLES.facets, Item=write_album(new_album(user_id)))
    with pytest.raises(AlbumLimitReached):
        stores.albums.add(new_album(user_id), 3)
    stores.albums.add(new_album(user_id), 4)
    with pytest.raises(AlbumLimitReached):
        stores.albums.add(new_album(user_id), 4)
