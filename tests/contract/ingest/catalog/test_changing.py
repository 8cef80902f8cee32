"""Items are edited, and purged one by one or with their whole library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from momento.catalog.v1 import catalog_pb2
from momento_ingest.application.ports.catalog import MediaChange

from tests.contract.ingest.catalog.items import FULL_ITEM, ID, full

if TYPE_CHECKING:
    from momento_ingest.adapters.outbound.grpc.catalog import GrpcCatalog

    from tests.fakes.ingest.mesh import Script


@pytest.mark.parametrize(
    ("change", "fields", "mask"),
    [
        (MediaChange(title=""), {}, ["title"]),
        (MediaChange(tags=()), {}, ["user_tags"]),
        (MediaChange(favorite=False), {}, ["favorite"]),
        (MediaChange(trashed=False), {}, ["trashed"]),
        (
            MediaChange("The lake", ("a",), favorite=True, trashed=True),
            {"title": "The lake", "user_tags": ["a"], "favorite": True, "trashed": True},
            ["title", "user_tags", "favorite", "trashed"],
        ),
        (MediaChange(), {}, []),
    ],
)
async def test_only_what_an_edit_names_stands_in_its_mask(
    over_grpc: GrpcCatalog, script: Script, change: MediaChange, fields: dict[str, Any], mask: list[str]
) -> None:
    script.answers["UpdateMedia"] = catalog_pb2.UpdateMediaResponse(media=full())
    assert await over_grpc.change("access", ID, "1", change) == FULL_ITEM
    (asked,) = script.requests
    assert list(asked.update_mask.paths) == mask
    asked.ClearField("update_mask")
    assert asked == catalog_pb2.UpdateMediaRequest(upload_id=ID.value, etag="1", **fields)


async def test_an_item_is_purged_by_its_id(over_grpc: GrpcCatalog, script: Script) -> None:
    script.answers["PurgeMedia"] = catalog_pb2.PurgeMediaResponse()
    await over_grpc.purge("access", ID)
    assert (script.requests, script.tokens) == (
        [catalog_pb2.PurgeMediaRequest(upload_id=ID.value)],
        ["Bearer access"],
    )


@pytest.mark.parametrize("more", [True, False])
async def test_a_library_is_purged_part_by_part(over_grpc: GrpcCatalog, script: Script, more: bool) -> None:  # noqa: FBT001  # a parameter
    script.answers["PurgeLibrary"] = catalog_pb2.PurgeLibraryResponse(more=more)
    assert await over_grpc.purge_library("token") is more
