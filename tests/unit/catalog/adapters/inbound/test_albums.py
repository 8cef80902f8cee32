"""Albums are made, filled, arranged and shown."""

from __future__ import annotations

from typing import Any

import pytest
from momento.catalog.v1 import catalog_pb2

from tests.fakes.catalog.samples import new_upload_id
from tests.unit.catalog.adapters.inbound.client import Client, album_items, new_album


def test_an_album_is_made_filled_shown_and_edited(client: Client) -> None:
    album, items = new_album(client), [client.record().upload_id for _ in range(3)]
    put = client.call("ArrangeAlbum", catalog_pb2.ArrangeAlbumRequest(album_id=album.album_id, upload_ids=items))
    assert [(it.upload_id, bool(it.etag), it.reason) for it in put.outcomes] == [(item, True, "") for item in items]
    first = catalog_pb2.ArrangeAlbumRequest(album_id=album.album_id, upload_ids=items[2:], beginning=True)
    client.call("ArrangeAlbum", first)
    order = [items[2], items[0], items[1]]
    page = album_items(client, album.album_id, page_size=2)
    rest = album_items(client, album.album_id, page_size=2, page_token=page.next_page_token)
    assert [media.upload_id for media in (*page.media, *rest.media)] == order
    assert rest.next_page_token == ""
    (shown,) = client.call("ListAlbums", catalog_pb2.ListAlbumsRequest()).albums
    assert (shown.media_count, shown.cover.upload_id, shown.etag) == (3, order[0], album.etag)
    edit = catalog_pb2.UpdateAlbumRequest(
        album_id=album.album_id, etag=album.etag, title="Rome", cover_upload_id=items[1], archived=True
    )
    edit.update_mask.paths.extend(["title", "cover_upload_id", "archived"])
    edited = client.call("UpdateAlbum", edit).album
    assert (edited.title, edited.cover.upload_id, edited.HasField("archived_at")) == ("Rome", items[1], True)
    assert not client.call("ListAlbums", catalog_pb2.ListAlbumsRequest()).albums
    assert client.call("ListAlbums", catalog_pb2.ListAlbumsRequest(archived=True)).albums[0] == edited
    assert client.refusal("UpdateAlbum", edit) == ("ABORTED", "ETAG_MISMATCH")


def test_a_cover_that_is_in_the_trash_gives_way_to_the_first_item(client: Client) -> None:
    album, items = new_album(client), [client.record() for _ in range(2)]
    ids = [item.upload_id for item in items]
    client.call("ArrangeAlbum", catalog_pb2.ArrangeAlbumRequest(album_id=album.album_id, upload_ids=ids))
    edit = catalog_pb2.UpdateAlbumRequest(album_id=album.album_id, etag=album.etag, cover_upload_id=ids[1])
    edit.update_mask.paths.append("cover_upload_id")
    client.call("UpdateAlbum", edit)
    client.call("BulkUpdateMedia", catalog_pb2.BulkUpdateMediaRequest(upload_ids=ids[1:], trashed=True))
    shown = client.call("GetAlbum", catalog_pb2.GetAlbumRequest(album_id=album.album_id)).album
    assert (shown.media_count, shown.cover.upload_id) == (1, ids[0])
    client.call("BulkUpdateMedia", catalog_pb2.BulkUpdateMediaRequest(upload_ids=ids, trashed=True))
    shown = client.call("GetAlbum", catalog_pb2.GetAlbumRequest(album_id=album.album_id)).album
    assert (shown.media_count, shown.HasField("cover")) == (0, False)


@pytest.mark.parametrize(
    ("method", "request_", "reason"),
    [
        ("CreateAlbum", catalog_pb2.CreateAlbumRequest(), "ALBUM_INVALID"),
        ("CreateAlbum", catalog_pb2.CreateAlbumRequest(title="a\nb"), "TITLE_INVALID"),
        ("CreateAlbum", catalog_pb2.CreateAlbumRequest(title="a", description="x" * 2001), "ALBUM_INVALID"),
        ("CreateAlbum", catalog_pb2.CreateAlbumRequest(title="a", description="x\x00"), "ALBUM_INVALID"),
        ("UpdateAlbum", catalog_pb2.UpdateAlbumRequest(album_id="x"), "UPDATE_MASK_INVALID"),
        ("ListAlbums", catalog_pb2.ListAlbumsRequest(page_size=201), "PAGE_SIZE_INVALID"),
        ("BulkUpdateMedia", catalog_pb2.BulkUpdateMediaRequest(favorite=True), "BATCH_INVALID"),
        (
            "BulkUpdateMedia",
            catalog_pb2.BulkUpdateMediaRequest(upload_ids=[str(new_upload_id())]),
            "BATCH_INVALID",
        ),
        (
            "BulkUpdateMedia",
            catalog_pb2.BulkUpdateMediaRequest(upload_ids=[str(new_upload_id()) for _ in range(501)], favorite=True),
            "BATCH_INVALID",
        ),
    ],
)
def test_what_makes_no_sense_of_albums_is_refused(client: Client, method: str, request_: Any, reason: str) -> None:
    assert client.refusal(method, request_) == ("INVALID_ARGUMENT", reason)


def test_an_item_is_not_put_after_itself_nor_after_one_outside(client: Client) -> None:
    album, items = new_album(client).album_id, [client.record().upload_id for _ in range(2)]

    def after(anchor: str) -> catalog_pb2.ArrangeAlbumRequest:
        return catalog_pb2.ArrangeAlbumRequest(album_id=album, upload_ids=items[:1], after_upload_id=anchor)

    assert client.refusal("ArrangeAlbum", after(items[0])) == ("INVALID_ARGUMENT", "BATCH_INVALID")
    assert client.refusal("ArrangeAlbum", after(items[1])) == ("NOT_FOUND", "MEDIA_NOT_FOUND")
