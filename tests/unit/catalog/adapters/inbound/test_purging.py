"""Items leave the trash for good."""

from __future__ import annotations

from momento.catalog.v1 import catalog_pb2

from tests.unit.catalog.adapters.inbound.client import Client, happened
from tests.unit.catalog.adapters.inbound.requests import edit


def test_a_purged_item_is_as_if_it_had_never_been_there_but_for_its_history(client: Client) -> None:
    media = client.record()
    purge = catalog_pb2.PurgeMediaRequest(upload_id=media.upload_id)
    assert client.refusal("PurgeMedia", purge) == ("FAILED_PRECONDITION", "NOT_IN_TRASH")
    client.call("UpdateMedia", edit(media, "trashed", trashed=True))
    client.call("PurgeMedia", purge)
    assert client.refusal("GetMedia", catalog_pb2.GetMediaRequest(upload_id=media.upload_id))[1] == "MEDIA_NOT_FOUND"
    assert client.refusal("PurgeMedia", purge)[1] == "MEDIA_NOT_FOUND"
    assert not client.call("ListMedia", catalog_pb2.ListMediaRequest(trashed=True)).media
    assert client.call("GetUsage", catalog_pb2.GetUsageRequest()).size_bytes == 0
    assert ("media.purged", "success", "", media.upload_id) in happened(client)
