"""The edge is told where previews can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from momento.catalog.v1 import catalog_pb2
from momento_chassis.identity import MEDIA_WRITE

from tests.fakes.catalog.samples import new_upload_id, new_user_id
from tests.unit.catalog.adapters.inbound.client import Client, happened
from tests.unit.catalog.adapters.inbound.requests import edit
from tests.unit.catalog.adapters.inbound.tokens import access, grant

if TYPE_CHECKING:
    from momento.catalog.v1 import catalog_pb2_grpc

SMALL = catalog_pb2.RENDITION_PREVIEW_256


def asked(*upload_ids: str, rendition: catalog_pb2.Rendition.ValueType = SMALL) -> catalog_pb2.LocatePreviewsRequest:
    return catalog_pb2.LocatePreviewsRequest(upload_ids=upload_ids, rendition=rendition)


@pytest.mark.parametrize(
    ("rendition", "file_name"),
    [(SMALL, "256.webp"), (catalog_pb2.RENDITION_PREVIEW_1440, "1440.jpg")],
)
def test_previews_of_many_items_are_located_at_once(
    client: Client, rendition: catalog_pb2.Rendition.ValueType, file_name: str
) -> None:
    ids = [client.record().upload_id for _ in range(3)]
    addresses = client.call("LocatePreviews", asked(*ids, rendition=rendition)).addresses
    assert set(addresses) == set(ids)
    for upload_id, address in addresses.items():
        assert f"/user-{client.user_id}/previews/{upload_id}/{file_name}?" in address


def test_what_is_in_the_trash_has_previews_and_what_is_purged_has_none(client: Client) -> None:
    kept, gone = client.record(), client.record()
    for media in (kept, gone):
        client.call("UpdateMedia", edit(media, "trashed", trashed=True))
    client.call("PurgeMedia", catalog_pb2.PurgeMediaRequest(upload_id=gone.upload_id))
    assert set(client.call("LocatePreviews", asked(gone.upload_id, kept.upload_id)).addresses) == {kept.upload_id}


def test_another_users_previews_are_not_there_and_asking_for_them_is_kept_once(
    client: Client, stub: catalog_pb2_grpc.CatalogServiceStub
) -> None:
    ids = [client.record().upload_id for _ in range(2)]
    stranger = Client(stub, str(new_user_id()))
    own = stranger.record().upload_id
    assert set(stranger.call("LocatePreviews", asked(*ids, own)).addresses) == {own}
    denied = [event for event in happened(stranger) if event[0] == "access.denied"]
    assert denied == [("access.denied", "refused", "MEDIA_NOT_FOUND", ids[0])]


def test_a_request_that_makes_no_sense_is_refused(client: Client) -> None:
    media = client.record()
    too_many = [str(new_upload_id()) for _ in range(201)]
    original = asked(media.upload_id, rendition=catalog_pb2.RENDITION_ORIGINAL)
    assert client.refusal("LocatePreviews", asked()) == ("INVALID_ARGUMENT", "BATCH_INVALID")
    assert client.refusal("LocatePreviews", asked(*too_many)) == ("INVALID_ARGUMENT", "BATCH_INVALID")
    assert client.refusal("LocatePreviews", original) == ("INVALID_ARGUMENT", "RENDITION_INVALID")
    assert client.refusal("LocatePreviews", asked("../other"))[1] == "MEDIA_NOT_FOUND"
    unsaid = catalog_pb2.LocatePreviewsRequest(upload_ids=[media.upload_id])
    assert client.refusal("LocatePreviews", unsaid) == ("INVALID_ARGUMENT", "RENDITION_INVALID")


def test_previews_take_a_token_that_may_read(client: Client) -> None:
    media = client.record()
    only_write = access(client.user_id, scope=MEDIA_WRITE)
    assert client.refusal("LocatePreviews", asked(media.upload_id), only_write)[1] == "SCOPE_MISSING"
    leave = grant(client.user_id, media.upload_id)
    assert client.refusal("LocatePreviews", asked(media.upload_id), leave)[0] == "UNAUTHENTICATED"
