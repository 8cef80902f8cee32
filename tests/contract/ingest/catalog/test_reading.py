"""Items are read one by one and by query, and their originals by links."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from momento.catalog.v1 import catalog_pb2
from momento.media.v1 import media_pb2
from momento_ingest.application.ports.catalog import MediaLink, MediaQuery
from momento_ingest.domain.library.media_item import MediaItem, MediaPage
from momento_ingest.domain.library.preview_size import PreviewSize
from momento_ingest.domain.uploads.policy import MediaKind

from tests.contract.ingest.catalog.items import FULL_ITEM, ID, PLAIN, PLAIN_ITEM, TAKEN, UPLOADED, full
from tests.contract.ingest.catalog.uploads import UPLOAD
from tests.contract.ingest.timestamps import timestamp

if TYPE_CHECKING:
    from momento_ingest.adapters.outbound.grpc.catalog import GrpcCatalog

    from tests.fakes.ingest.mesh import Script


@pytest.mark.parametrize(("media", "item"), [(PLAIN, PLAIN_ITEM), (full(), FULL_ITEM)])
async def test_an_item_says_what_its_message_says_and_nothing_that_is_absent(
    over_grpc: GrpcCatalog, script: Script, media: catalog_pb2.Media, item: MediaItem
) -> None:
    script.answers["GetMedia"] = catalog_pb2.GetMediaResponse(media=media)
    assert await over_grpc.get("access", ID) == item
    assert (script.requests, script.tokens) == ([catalog_pb2.GetMediaRequest(upload_id=ID.value)], ["Bearer access"])


async def test_an_empty_query_asks_for_everything(over_grpc: GrpcCatalog, script: Script) -> None:
    script.answers["ListMedia"] = catalog_pb2.ListMediaResponse()
    assert await over_grpc.find("access", MediaQuery()) == MediaPage((), None)
    assert script.requests == [catalog_pb2.ListMediaRequest()]


async def test_every_part_of_a_query_reaches_the_message(over_grpc: GrpcCatalog, script: Script) -> None:
    script.answers["ListMedia"] = catalog_pb2.ListMediaResponse(media=[PLAIN, full()], next_page_token="next")
    query = MediaQuery(
        "lake*", MediaKind.VIDEO, ("a", "b"), TAKEN, UPLOADED, trashed=True, cursor="here", limit=7, explain=True
    )
    assert await over_grpc.find("access", query) == MediaPage((PLAIN_ITEM, FULL_ITEM), "next")
    expected = catalog_pb2.ListMediaRequest(
        page_size=7,
        page_token="here",
        query="lake*",
        kind=media_pb2.MEDIA_KIND_VIDEO,
        tags=["a", "b"],
        taken_from=timestamp(TAKEN),
        taken_until=timestamp(UPLOADED),
        trashed=True,
        explain=True,
    )
    assert script.requests == [expected]


async def test_a_whole_library_is_asked_for_page_by_page(over_grpc: GrpcCatalog, script: Script) -> None:
    script.answers["ListLibrary"] = catalog_pb2.ListLibraryResponse(media=[PLAIN, full()], next_page_token="next")
    found = await over_grpc.library("access", cursor="here", limit=7)
    assert found == MediaPage((PLAIN_ITEM, FULL_ITEM), "next")
    expected = catalog_pb2.ListLibraryRequest(page_size=7, page_token="here")
    assert (script.requests, script.tokens) == ([expected], ["Bearer access"])


@pytest.mark.parametrize("attachment", [True, False])
async def test_a_link_is_asked_for_the_original(over_grpc: GrpcCatalog, script: Script, *, attachment: bool) -> None:
    link = catalog_pb2.MediaLink(url="https://s3/original", expires_at=timestamp(TAKEN))
    script.answers["CreateMediaLink"] = catalog_pb2.CreateMediaLinkResponse(link=link)
    assert await over_grpc.link("access", ID, attachment=attachment) == MediaLink("https://s3/original", TAKEN)
    expected = catalog_pb2.CreateMediaLinkRequest(
        upload_id=ID.value, rendition=catalog_pb2.RENDITION_ORIGINAL, attachment=attachment
    )
    assert script.requests == [expected]


@pytest.mark.parametrize(
    ("size", "rendition"),
    [
        (PreviewSize.SMALL, catalog_pb2.RENDITION_PREVIEW_256),
        (PreviewSize.LARGE, catalog_pb2.RENDITION_PREVIEW_1440),
    ],
)
async def test_previews_of_many_items_are_located_by_one_request(
    over_grpc: GrpcCatalog, script: Script, size: PreviewSize, rendition: catalog_pb2.Rendition.ValueType
) -> None:
    answer = catalog_pb2.LocatePreviewsResponse(addresses={ID.value: "https://s3/256"})
    script.answers["LocatePreviews"] = answer
    assert await over_grpc.locate_previews("access", [ID, UPLOAD.upload_id], size) == {ID: "https://s3/256"}
    expected = catalog_pb2.LocatePreviewsRequest(upload_ids=[ID.value, UPLOAD.upload_id.value], rendition=rendition)
    assert (script.requests, script.tokens) == ([expected], ["Bearer access"])
