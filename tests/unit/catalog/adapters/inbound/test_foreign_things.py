"""What belongs to another user is not there."""

from __future__ import annotations

from google.protobuf.field_mask_pb2 import FieldMask
from momento.catalog.v1 import catalog_pb2, catalog_pb2_grpc

from tests.fakes.catalog.samples import new_user_id
from tests.unit.catalog.adapters.inbound.client import Client, album_items, new_album
from tests.unit.catalog.adapters.inbound.tokens import access, grant


def test_another_users_item_cannot_be_seen_edited_listed_or_linked_to(
    client: Client, stub: catalog_pb2_grpc.CatalogServiceStub
) -> None:
    media = client.record()
    stranger = Client(stub, str(new_user_id()))
    mask = FieldMask(paths=["title"])
    for method, request in (
        ("GetMedia", catalog_pb2.GetMediaRequest(upload_id=media.upload_id)),
        ("UpdateMedia", catalog_pb2.UpdateMediaRequest(upload_id=media.upload_id, etag=media.etag, update_mask=mask)),
        (
            "CreateMediaLink",
            catalog_pb2.CreateMediaLinkRequest(upload_id=media.upload_id, rendition=catalog_pb2.RENDITION_ORIGINAL),
        ),
        ("GetMedia", catalog_pb2.GetMediaRequest(upload_id="../other")),
    ):
        assert stranger.refusal(method, request) == ("NOT_FOUND", "MEDIA_NOT_FOUND")
    assert not stranger.call("ListMedia", catalog_pb2.ListMediaRequest()).media
    assert not stranger.call("ListMonths", catalog_pb2.ListMonthsRequest()).months
    assert not stranger.call("ListFacetValues", catalog_pb2.ListFacetValuesRequest(facet="tag")).values


def test_what_another_user_has_is_told_to_nobody_else(
    client: Client, stub: catalog_pb2_grpc.CatalogServiceStub
) -> None:
    media = client.record()
    stranger = Client(stub, str(new_user_id()))
    request = catalog_pb2.FindMediaByChecksumRequest(sha256=[media.sha256])
    for bearer in (access(stranger.user_id), grant(stranger.user_id, media.upload_id)):
        assert not stranger.call("FindMediaByChecksum", request, bearer).matches
        assert stranger.call("GetUsage", catalog_pb2.GetUsageRequest(), bearer) == catalog_pb2.GetUsageResponse()


def test_another_users_album_is_not_there_and_its_tokens_are_good_for_nobody_else(
    client: Client, stub: catalog_pb2_grpc.CatalogServiceStub
) -> None:
    album, stranger = new_album(client), Client(stub, str(new_user_id()))
    ids = [client.record().upload_id for _ in range(2)]
    client.call("ArrangeAlbum", catalog_pb2.ArrangeAlbumRequest(album_id=album.album_id, upload_ids=ids))
    new_album(client)
    token = album_items(client, album.album_id, page_size=1).next_page_token
    albums = client.call("ListAlbums", catalog_pb2.ListAlbumsRequest(page_size=1)).next_page_token
    foreign = album.album_id
    for method, request in (
        ("GetAlbum", catalog_pb2.GetAlbumRequest(album_id=foreign)),
        ("ListAlbumMedia", catalog_pb2.ListAlbumMediaRequest(album_id=foreign, page_token=token)),
        ("ArrangeAlbum", catalog_pb2.ArrangeAlbumRequest(album_id=foreign, upload_ids=ids, after_upload_id=ids[0])),
        ("BulkUpdateMedia", catalog_pb2.BulkUpdateMediaRequest(upload_ids=ids, join_album_id=album.album_id)),
        ("BulkUpdateMedia", catalog_pb2.BulkUpdateMediaRequest(upload_ids=ids, leave_album_id=album.album_id)),
    ):
        assert stranger.refusal(method, request) == ("NOT_FOUND", "ALBUM_NOT_FOUND")
    own = new_album(stranger).album_id
    invalid = ("INVALID_ARGUMENT", "PAGE_TOKEN_INVALID")
    listed = catalog_pb2.ListAlbumMediaRequest(album_id=own, page_token=token)
    assert stranger.refusal("ListAlbumMedia", listed) == invalid
    assert stranger.refusal("ListAlbums", catalog_pb2.ListAlbumsRequest(page_token=albums)) == invalid
    archived = catalog_pb2.ListAlbumsRequest(page_token=albums, archived=True)
    assert client.refusal("ListAlbums", archived) == invalid
    denied = stranger.call("ListActivity", catalog_pb2.ListActivityRequest()).events
    assert [(event.event, event.reason) for event in denied] == [("access.denied", "ALBUM_NOT_FOUND")]
