from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from momento.catalog.v1 import catalog_pb2
from momento.media.v1 import media_pb2
from momento_ingest.adapters.outbound.grpc.albums import GrpcAlbums
from momento_ingest.application.ports.albums import AlbumChange, AlbumItem, BulkChange, Outcome
from momento_ingest.application.ports.catalog import TagChanges
from momento_ingest.domain import errors
from momento_ingest.domain.identifiers import AlbumId, UploadId

from tests.contract.ingest.timestamps import timestamp
from tests.fakes.ingest.mesh import Script, connected, serving_catalog

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from tests.fakes.chassis.certificates import TestAuthority
    from tests.fakes.ingest.mesh import Failures, Served

METHODS = [
    "BulkUpdateMedia",
    "CreateAlbum",
    "GetAlbum",
    "ListAlbums",
    "UpdateAlbum",
    "ListAlbumMedia",
    "ArrangeAlbum",
]
MADE = datetime(2026, 3, 1, 12, tzinfo=UTC)
ALBUM_ID = AlbumId("01m80gb91p692ex4de2za1b001")
ITEMS = [UploadId("01m80gb91p692ex4de2zsjs4vz"), UploadId("01m80gb91p692ex4de2zsjs4w0")]
IDS = [item.value for item in ITEMS]


COVER = catalog_pb2.Media(upload_id=IDS[0], facts=media_pb2.MediaFacts(kind=media_pb2.MEDIA_KIND_PHOTO), etag="7")
PLAIN = catalog_pb2.Album(
    album_id=ALBUM_ID.value, title="Italy", created_at=timestamp(MADE), updated_at=timestamp(MADE), etag="1"
)
PLAIN_ITEM = AlbumItem(ALBUM_ID.value, "Italy", "", 0, None, MADE, MADE, None, "1")
OUTCOMES = [
    catalog_pb2.ItemOutcome(upload_id=IDS[0], etag="2"),
    catalog_pb2.ItemOutcome(upload_id=IDS[1], reason="MEDIA_NOT_FOUND", detail="There is no such item."),
]
REPORTED = [Outcome(IDS[0], "2"), Outcome(IDS[1], "", "MEDIA_NOT_FOUND", "There is no such item.")]


@pytest.fixture(scope="module")
def served(authority: TestAuthority, failures: Failures, script: Script) -> Iterator[Any]:
    with serving_catalog(authority, METHODS, failures, script) as running:
        yield running


@pytest.fixture
async def albums(served: Served, script: Script) -> AsyncIterator[GrpcAlbums]:
    async with connected(served, "catalog", script) as channel:
        yield GrpcAlbums(channel)


async def test_an_album_says_what_its_message_says(albums: GrpcAlbums, script: Script) -> None:
    full = catalog_pb2.Album()
    full.CopyFrom(PLAIN)
    full.MergeFrom(catalog_pb2.Album(description="Rome", media_count=3, cover=COVER, archived_at=timestamp(MADE)))
    script.answers["GetAlbum"] = lambda asked, _: catalog_pb2.GetAlbumResponse(album=full if asked.album_id else PLAIN)
    found = await albums.get("access", ALBUM_ID)
    assert (found.description, found.media_count, found.archived_at) == ("Rome", 3, MADE)
    assert found.cover is not None
    assert (found.cover.upload_id, found.cover.etag) == (IDS[0], "7")
    assert script.requests == [catalog_pb2.GetAlbumRequest(album_id=ALBUM_ID.value)]
    assert script.tokens == ["Bearer access"]


async def test_an_album_is_made_with_title_and_description(albums: GrpcAlbums, script: Script) -> None:
    script.answers["CreateAlbum"] = catalog_pb2.CreateAlbumResponse(album=PLAIN)
    assert await albums.create("access", "Italy", "Rome") == PLAIN_ITEM
    assert script.requests == [catalog_pb2.CreateAlbumRequest(title="Italy", description="Rome")]


async def test_a_page_of_albums_leads_to_the_next_one(albums: GrpcAlbums, script: Script) -> None:
    script.answers["ListAlbums"] = catalog_pb2.ListAlbumsResponse(albums=[PLAIN], next_page_token="next")
    page = await albums.page("access", archived=True, cursor="here", limit=7)
    assert (page.albums, page.next_cursor) == ((PLAIN_ITEM,), "next")
    assert script.requests == [catalog_pb2.ListAlbumsRequest(page_size=7, page_token="here", archived=True)]


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        (AlbumChange(title="Rome"), {"title": "Rome"}),
        (AlbumChange(description=""), {"description": ""}),
        (AlbumChange(cover=""), {"cover_upload_id": ""}),
        (AlbumChange(cover=IDS[0], archived=False), {"cover_upload_id": IDS[0], "archived": False}),
    ],
)
async def test_only_what_an_edit_names_stands_in_its_mask(
    albums: GrpcAlbums, script: Script, change: AlbumChange, fields: dict[str, Any]
) -> None:
    script.answers["UpdateAlbum"] = catalog_pb2.UpdateAlbumResponse(album=PLAIN)
    assert await albums.change("access", ALBUM_ID, "1", change) == PLAIN_ITEM
    (asked,) = script.requests
    assert list(asked.update_mask.paths) == list(fields)
    asked.ClearField("update_mask")
    assert asked == catalog_pb2.UpdateAlbumRequest(album_id=ALBUM_ID.value, etag="1", **fields)


async def test_the_items_of_an_album_are_a_page(albums: GrpcAlbums, script: Script) -> None:
    script.answers["ListAlbumMedia"] = catalog_pb2.ListAlbumMediaResponse(media=[COVER])
    page = await albums.media("access", ALBUM_ID, cursor="here", limit=7)
    assert ([item.upload_id for item in page.items], page.next_cursor) == ([IDS[0]], None)
    expected = catalog_pb2.ListAlbumMediaRequest(album_id=ALBUM_ID.value, page_size=7, page_token="here")
    assert script.requests == [expected]


@pytest.mark.parametrize(
    ("after", "beginning", "place"),
    [(None, False, {}), (None, True, {"beginning": True}), (ITEMS[1], False, {"after_upload_id": IDS[1]})],
)
async def test_items_are_put_at_one_place(
    albums: GrpcAlbums, script: Script, after: UploadId | None, place: dict[str, Any], *, beginning: bool
) -> None:
    script.answers["ArrangeAlbum"] = catalog_pb2.ArrangeAlbumResponse(outcomes=OUTCOMES)
    assert await albums.arrange("access", ALBUM_ID, ITEMS, after=after, beginning=beginning) == REPORTED
    assert script.requests == [catalog_pb2.ArrangeAlbumRequest(album_id=ALBUM_ID.value, upload_ids=IDS, **place)]


async def test_a_change_of_many_says_what_it_names_and_no_more(albums: GrpcAlbums, script: Script) -> None:
    script.answers["BulkUpdateMedia"] = catalog_pb2.BulkUpdateMediaResponse(outcomes=OUTCOMES)
    tags = TagChanges(("a",), ("b",), ("c",), ("d",))
    everything = BulkChange(tags, favorite=False, trashed=True, join=ALBUM_ID, leave=ALBUM_ID)
    for change in (everything, BulkChange(favorite=True)):
        assert await albums.change_each("access", ITEMS, change) == REPORTED
    full, small = script.requests
    assert full == catalog_pb2.BulkUpdateMediaRequest(
        upload_ids=IDS,
        tag_changes=catalog_pb2.TagChanges(add=["a"], accept=["b"], reject=["c"], remove=["d"]),
        favorite=False,
        trashed=True,
        join_album_id=ALBUM_ID.value,
        leave_album_id=ALBUM_ID.value,
    )
    assert small == catalog_pb2.BulkUpdateMediaRequest(upload_ids=IDS, favorite=True)
    assert min(script.deadlines) > 20


async def test_a_refusal_is_told_with_the_catalogs_own_words(
    albums: GrpcAlbums, script: Script, failures: Failures
) -> None:
    meanings = {
        "NOT_FOUND": errors.NotFound,
        "FAILED_PRECONDITION": errors.Conflict,
        "ABORTED": errors.PreconditionFailed,
        "INVALID_ARGUMENT": errors.InvalidInput,
        "UNAVAILABLE": errors.Unavailable,
    }
    for status, failure in failures.items():
        if status.name in meanings:
            script.answers["GetAlbum"] = failure("A_REASON", "A sentence.")
            with pytest.raises(meanings[status.name], match=r"A sentence\.") as raised:
                await albums.get("access", ALBUM_ID)
            assert raised.value.reason == "A_REASON"
