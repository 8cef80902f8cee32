"""An upload that is refused after it was stored is discarded by its own grant, and by no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento.catalog.v1 import catalog_pb2

from tests.unit.catalog.adapters.inbound.requests import record_request
from tests.unit.catalog.adapters.inbound.tokens import access, grant

if TYPE_CHECKING:
    from tests.unit.catalog.adapters.inbound.client import Client


def keys(client: Client, upload_id: str) -> list[str]:
    home = f"user-{client.user_id}"
    return [f"{home}/records/{upload_id}.json", f"{home}/photos/{upload_id}.jpg"]


def test_a_discarded_upload_is_never_recorded_and_is_nowhere_to_be_found(client: Client) -> None:
    asked = record_request()
    leave = grant(client.user_id, asked.upload_id)
    request = catalog_pb2.DiscardUploadRequest(upload_id=asked.upload_id, object_keys=keys(client, asked.upload_id))
    for _ in range(2):
        client.call("DiscardUpload", request, leave)
    assert client.refusal("RecordMedia", asked, leave) == ("FAILED_PRECONDITION", "UPLOAD_DISCARDED")
    wanted = catalog_pb2.GetMediaRequest(upload_id=asked.upload_id)
    assert client.refusal("GetMedia", wanted) == ("NOT_FOUND", "MEDIA_NOT_FOUND")


def test_an_upload_is_discarded_by_its_own_grant_alone_and_with_its_own_objects(client: Client) -> None:
    mine, other = record_request(), record_request()
    request = catalog_pb2.DiscardUploadRequest(upload_id=mine.upload_id, object_keys=keys(client, mine.upload_id))
    refusal = client.refusal("DiscardUpload", request, grant(client.user_id, other.upload_id))
    assert refusal == ("PERMISSION_DENIED", "GRANT_MISMATCH")
    token = access(client.user_id, scope="media:write")
    assert client.refusal("DiscardUpload", request, token) == ("UNAUTHENTICATED", "TOKEN_INVALID")
    request.object_keys[:] = keys(client, other.upload_id)
    leave = grant(client.user_id, mine.upload_id)
    assert client.refusal("DiscardUpload", request, leave) == ("INVALID_ARGUMENT", "RECORD_INVALID")
    client.call("RecordMedia", mine, leave)
