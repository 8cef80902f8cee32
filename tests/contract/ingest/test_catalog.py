from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import grpc
import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from momento.activity.v1 import activity_pb2
from momento.catalog.v1 import catalog_pb2, catalog_pb2_grpc
from momento.media.v1 import media_pb2
from momento.scanner.v1 import scanner_pb2
from momento_chassis.grpc.client import async_channel
from momento_ingest.adapters.outbound.grpc.catalog import GrpcCatalog
from momento_ingest.application.media_item import ItemCamera, ItemPosition, ItemScan, ItemTag, MediaItem, MediaPage
from momento_ingest.application.ports.catalog import (
    ChecksumMatch,
    FacetCount,
    MediaChange,
    MediaLink,
    MediaQuery,
    Usage,
)
from momento_ingest.application.ports.inspector import Acceptance
from momento_ingest.domain import errors
from momento_ingest.domain.activity import ActivityEvent
from momento_ingest.domain.file_name import FileName
from momento_ingest.domain.identifiers import UploadId, UserId
from momento_ingest.domain.policy import MediaKind
from momento_ingest.domain.upload import Upload
from momento_ingest.domain.upload_report import UploadEnd, UploadReport

from tests.fakes.ingest.catalog import InMemoryCatalog
from tests.fakes.ingest.mesh import Script, servicer, serving

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from momento_ingest.application.ports.catalog import Catalog

    from tests.fakes.chassis.certificates import TestAuthority
    from tests.fakes.ingest.mesh import Failures, Served

METHODS = [
    "FindMediaByChecksum",
    "GetUsage",
    "RecordMedia",
    "GetMedia",
    "ListMedia",
    "UpdateMedia",
    "CreateMediaLink",
    "ListMonths",
    "ListFacetValues",
    "PurgeMedia",
    "PurgeLibrary",
    "ReportUpload",
    "ListActivity",
]
TAKEN = datetime(2008, 10, 22, 16, 28, 39, tzinfo=UTC)
UPLOADED = datetime(2026, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC)
PURGED = datetime(2026, 3, 31, 12, 0, 0, 250_000, tzinfo=UTC)
ID = UploadId("01m80gb91p692ex4de2zsjs4vz")


def timestamp(moment: datetime) -> Timestamp:
    message = Timestamp()
    message.FromDatetime(moment)
    return message


SCAN = media_pb2.ScanReport(engine="ClamAV 1.4.3", signature_version="27000", scanned_at=timestamp(UPLOADED))
PLAIN = catalog_pb2.Media(
    upload_id=ID.value,
    file_name="lake.jpg",
    size_bytes=5,
    sha256="ab" * 32,
    facts=media_pb2.MediaFacts(
        kind=media_pb2.MEDIA_KIND_PHOTO,
        content_type="image/jpeg",
        extension="jpg",
        width=640,
        height=480,
        taken_at_source=media_pb2.TAKEN_AT_SOURCE_EXIF_WITH_ZONE,
        thumbhash=b"\x00\xff",
    ),
    uploaded_at=timestamp(UPLOADED),
    taken_at=timestamp(TAKEN),
    etag="1",
)
PLAIN_ITEM = MediaItem(
    upload_id=ID.value,
    file_name="lake.jpg",
    kind=MediaKind.PHOTO,
    content_type="image/jpeg",
    bytes=5,
    sha256="ab" * 32,
    width=640,
    height=480,
    duration_seconds=None,
    video_codec=None,
    taken_at=TAKEN,
    taken_at_source="exif_with_zone",
    uploaded_at=UPLOADED,
    title="",
    favorite=False,
    trashed_at=None,
    tags=(),
    camera=None,
    position=None,
    thumbhash="AP8=",
    scan=None,
    previews={},
    etag="1",
)


def full() -> catalog_pb2.Media:
    media = catalog_pb2.Media()
    media.CopyFrom(PLAIN)
    media.facts.kind = media_pb2.MEDIA_KIND_VIDEO
    media.facts.duration_seconds = 0.0
    media.facts.video_codec = "h264"
    media.facts.camera.CopyFrom(media_pb2.Camera(make="Canon", model="EOS", lens="50mm", iso=100, f_number=2.5))
    media.facts.position.CopyFrom(media_pb2.Position(latitude=0.0, longitude=-8.25))
    media.title = "The lake"
    media.favorite = True
    media.trashed_at.CopyFrom(timestamp(UPLOADED))
    media.purge_at.CopyFrom(timestamp(PURGED))
    media.tags.add(name="lake", source=media_pb2.TAG_SOURCE_MODEL, confidence=0.0)
    media.tags.add(name="boat", source=media_pb2.TAG_SOURCE_USER)
    media.scan.CopyFrom(SCAN)
    media.preview_links.add(rendition=catalog_pb2.RENDITION_PREVIEW_256, url="https://s3/256")
    media.preview_links.add(rendition=catalog_pb2.RENDITION_PREVIEW_1440, url="https://s3/1440")
    media.preview_links.add(rendition=catalog_pb2.RENDITION_ORIGINAL, url="https://s3/original")
    return media


FULL_ITEM = replace(
    PLAIN_ITEM,
    kind=MediaKind.VIDEO,
    duration_seconds=0.0,
    video_codec="h264",
    camera=ItemCamera("Canon", "EOS", "50mm", None, 2.5, 100, None),
    position=ItemPosition(0.0, -8.25),
    title="The lake",
    favorite=True,
    trashed_at=UPLOADED,
    purge_at=PURGED,
    tags=(ItemTag("lake", "model", 0.0), ItemTag("boat", "user", None)),
    scan=ItemScan("ClamAV 1.4.3", "27000", UPLOADED),
    previews={"256": "https://s3/256", "1440": "https://s3/1440"},
)
UPLOAD = Upload(
    upload_id=ID,
    user_id=UserId("01arz3ndektsv4rrffq69g5fad"),
    file_name=FileName("Été.jpg"),
    size_bytes=5,
    tags=("lake", "boat"),
    grant="grant",
    created_at=UPLOADED,
    expires_at=UPLOADED,
    sha256="ab" * 32,
    received_at=UPLOADED,
)
REPORT = UploadReport(
    UPLOAD.user_id,
    ID,
    UploadEnd.REJECTED,
    UPLOADED,
    sha256="ab" * 32,
    reason="MALWARE_FOUND",
    signature="Eicar",
    signature_version="27000",
)
INSPECTED = scanner_pb2.InspectMediaResponse(acceptance=scanner_pb2.Acceptance(facts=PLAIN.facts), scan=SCAN)
ACCEPTED = Acceptance(MediaKind.PHOTO, "image/jpeg", "jpg", (), INSPECTED.SerializeToString())


@pytest.fixture(scope="module")
def script() -> Script:
    return Script()


@pytest.fixture(scope="module")
def served(authority: TestAuthority, failures: Failures, script: Script) -> Iterator[Any]:
    scripted = servicer(catalog_pb2_grpc.CatalogServiceServicer, script)

    def register(server: grpc.Server) -> None:
        catalog_pb2_grpc.add_CatalogServiceServicer_to_server(scripted, server)

    with serving(authority, "catalog", METHODS, failures, register) as address_and_tls:
        yield address_and_tls


@pytest.fixture
async def over_grpc(served: Served, script: Script) -> AsyncIterator[GrpcCatalog]:
    script.__init__()  # type: ignore[misc]  # each test begins with an empty script
    channel = async_channel(*served, "catalog")
    yield GrpcCatalog(channel)
    await channel.close(None)


@pytest.fixture(params=["memory", "grpc"])
def catalog(request: pytest.FixtureRequest, script: Script) -> Catalog:
    if request.param == "memory":
        return InMemoryCatalog()
    found: Catalog = request.getfixturevalue("over_grpc")
    script.answers["RecordMedia"] = lambda asked, _: catalog_pb2.RecordMediaResponse(media=_recorded(asked))
    return found


def _recorded(asked: catalog_pb2.RecordMediaRequest) -> catalog_pb2.Media:
    media = catalog_pb2.Media()
    media.CopyFrom(PLAIN)
    media.file_name, media.sha256 = asked.file_name, asked.sha256
    media.tags.extend(media_pb2.Tag(name=name, source=media_pb2.TAG_SOURCE_USER) for name in asked.user_tags)
    return media


async def test_an_entry_is_json_and_recording_it_gives_the_item(catalog: Catalog) -> None:
    entry = catalog.entry(UPLOAD, ACCEPTED)
    assert json.loads(entry)
    item = await catalog.record(entry, "grant")
    assert (item.upload_id, item.file_name, item.sha256) == (ID.value, "Été.jpg", "ab" * 32)
    assert item.tags == (ItemTag("lake", "user"), ItemTag("boat", "user"))


async def test_recording_twice_gives_the_same_item(catalog: Catalog) -> None:
    entry = catalog.entry(UPLOAD, ACCEPTED)
    assert await catalog.record(entry, "grant") == await catalog.record(entry, "grant")


def test_the_same_upload_always_has_the_same_entry(over_grpc: GrpcCatalog) -> None:
    assert over_grpc.entry(UPLOAD, ACCEPTED) == over_grpc.entry(UPLOAD, ACCEPTED)


async def test_all_that_inspection_found_reaches_the_record_with_the_grant(
    over_grpc: GrpcCatalog, script: Script
) -> None:
    script.answers["RecordMedia"] = catalog_pb2.RecordMediaResponse(media=PLAIN)
    assert await over_grpc.record(over_grpc.entry(UPLOAD, ACCEPTED), "grant") == PLAIN_ITEM
    expected = catalog_pb2.RecordMediaRequest(
        upload_id=ID.value,
        file_name="Été.jpg",
        size_bytes=5,
        sha256="ab" * 32,
        facts=PLAIN.facts,
        user_tags=["lake", "boat"],
        scan=SCAN,
        uploaded_at=timestamp(UPLOADED),
    )
    assert (script.requests, script.tokens) == ([expected], ["Bearer grant"])


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


@pytest.mark.parametrize("attachment", [True, False])
async def test_a_link_is_asked_for_the_original(over_grpc: GrpcCatalog, script: Script, *, attachment: bool) -> None:
    link = catalog_pb2.MediaLink(url="https://s3/original", expires_at=timestamp(TAKEN))
    script.answers["CreateMediaLink"] = catalog_pb2.CreateMediaLinkResponse(link=link)
    assert await over_grpc.link("access", ID, attachment=attachment) == MediaLink("https://s3/original", TAKEN)
    expected = catalog_pb2.CreateMediaLinkRequest(
        upload_id=ID.value, rendition=catalog_pb2.RENDITION_ORIGINAL, attachment=attachment
    )
    assert script.requests == [expected]


async def test_months_come_in_the_catalogs_order(over_grpc: GrpcCatalog, script: Script) -> None:
    months = [catalog_pb2.Month(month="2008-11", media_count=2), catalog_pb2.Month(month="2008-10", media_count=1)]
    script.answers["ListMonths"] = catalog_pb2.ListMonthsResponse(months=months)
    assert await over_grpc.months("access") == [FacetCount("2008-11", 2), FacetCount("2008-10", 1)]


async def test_values_of_a_facet_come_in_the_catalogs_order(over_grpc: GrpcCatalog, script: Script) -> None:
    values = [catalog_pb2.FacetValue(value="lake", media_count=3)]
    script.answers["ListFacetValues"] = catalog_pb2.ListFacetValuesResponse(values=values)
    assert await over_grpc.facet_values("access", "tag", "la", 7) == [FacetCount("lake", 3)]
    assert script.requests == [catalog_pb2.ListFacetValuesRequest(facet="tag", prefix="la", page_size=7)]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (grpc.StatusCode.UNAUTHENTICATED, errors.Unauthenticated),
        (grpc.StatusCode.NOT_FOUND, errors.NotFound),
        (grpc.StatusCode.ABORTED, errors.PreconditionFailed),
        (grpc.StatusCode.INVALID_ARGUMENT, errors.InvalidInput),
        (grpc.StatusCode.UNAVAILABLE, errors.Unavailable),
        (grpc.StatusCode.INTERNAL, errors.Unavailable),
    ],
)
async def test_every_method_tells_what_the_catalog_refuses(
    over_grpc: GrpcCatalog, script: Script, failures: Failures, code: grpc.StatusCode, kind: type[Exception]
) -> None:
    script.answers = {method: failures[code]("THE_REASON", "What was wrong.") for method in METHODS}
    entry = over_grpc.entry(UPLOAD, ACCEPTED)
    for call in (
        over_grpc.record(entry, "grant"),
        over_grpc.get("access", ID),
        over_grpc.find("access", MediaQuery()),
        over_grpc.change("access", ID, "1", MediaChange(favorite=True)),
        over_grpc.link("access", ID, attachment=True),
        over_grpc.months("access"),
        over_grpc.facet_values("access", "tag", "", 1),
        over_grpc.find_by_checksum("access", ["ab" * 32]),
        over_grpc.usage("access"),
        over_grpc.purge("access", ID),
        over_grpc.purge_library("access"),
        over_grpc.report(REPORT, "grant"),
        over_grpc.history("access", "", 1),
    ):
        with pytest.raises(kind) as raised:
            await call
        assert raised.value.reason == "THE_REASON"  # type: ignore[attr-defined]  # each of them has one
    assert len(script.requests) == len(METHODS)
    assert max(script.deadlines) < 12


async def test_the_fake_refuses_what_the_catalog_refuses() -> None:
    catalog = InMemoryCatalog()
    with pytest.raises(errors.NotFound):
        await catalog.get("access", ID)
    await catalog.record(catalog.entry(UPLOAD, ACCEPTED), "grant")
    with pytest.raises(errors.PreconditionFailed):
        await catalog.change("access", ID, "0", MediaChange(favorite=True))
    assert (await catalog.change("access", ID, "1", MediaChange(favorite=True))).favorite


async def test_known_bytes_are_asked_for_by_their_checksums(over_grpc: GrpcCatalog, script: Script) -> None:
    match = catalog_pb2.ChecksumMatch(sha256="ab" * 32, upload_id=ID.value, trashed=True)
    script.answers["FindMediaByChecksum"] = catalog_pb2.FindMediaByChecksumResponse(matches=[match])
    found = await over_grpc.find_by_checksum("grant", ["cd" * 32, "ab" * 32])
    assert found == [ChecksumMatch("ab" * 32, ID, trashed=True)]
    expected = catalog_pb2.FindMediaByChecksumRequest(sha256=["cd" * 32, "ab" * 32])
    assert (script.requests, script.tokens) == ([expected], ["Bearer grant"])


async def test_how_much_is_stored_is_told(over_grpc: GrpcCatalog, script: Script) -> None:
    script.answers["GetUsage"] = catalog_pb2.GetUsageResponse(media_count=2, size_bytes=10**12)
    assert await over_grpc.usage("access") == Usage(2, 10**12)
    assert script.tokens == ["Bearer access"]


async def test_an_item_is_purged_by_its_id(over_grpc: GrpcCatalog, script: Script) -> None:
    script.answers["PurgeMedia"] = catalog_pb2.PurgeMediaResponse()
    await over_grpc.purge("access", ID)
    assert (script.requests, script.tokens) == (
        [catalog_pb2.PurgeMediaRequest(upload_id=ID.value)],
        ["Bearer access"],
    )


@pytest.mark.parametrize(
    ("end", "name"),
    [
        (UploadEnd.ACCEPTED, "UPLOAD_END_ACCEPTED"),
        (UploadEnd.REJECTED, "UPLOAD_END_REJECTED"),
        (UploadEnd.TERMINATED, "UPLOAD_END_TERMINATED"),
        (UploadEnd.EXPIRED, "UPLOAD_END_EXPIRED"),
    ],
)
async def test_the_end_of_an_upload_is_reported_with_its_grant(
    over_grpc: GrpcCatalog, script: Script, end: UploadEnd, name: str
) -> None:
    script.answers["ReportUpload"] = catalog_pb2.ReportUploadResponse()
    await over_grpc.report(replace(REPORT, end=end, file_name="Été.jpg", item="item", declared_only=True), "grant")
    expected = catalog_pb2.ReportUploadRequest(
        upload_id=ID.value,
        end=catalog_pb2.UploadEnd.Value(name),
        occurred_at=timestamp(UPLOADED),
        file_name="Été.jpg",
        sha256="ab" * 32,
        reason="MALWARE_FOUND",
        signature="Eicar",
        signature_version="27000",
        item_id="item",
        declared_only=True,
    )
    assert (script.requests, script.tokens) == ([expected], ["Bearer grant"])


async def test_what_happened_is_told_event_by_event(over_grpc: GrpcCatalog, script: Script) -> None:
    message = activity_pb2.ActivityEvent(
        event_id=ID.value,
        occurred_at=timestamp(UPLOADED),
        event="upload.accepted",
        outcome="success",
        upload_id=ID.value,
        file_name="a.jpg",
        item_id="item",
    )
    script.answers["ListActivity"] = catalog_pb2.ListActivityResponse(events=[message])
    assert await over_grpc.history("access", ID.value, 3) == [
        ActivityEvent(
            ID.value, UPLOADED, "upload.accepted", "success", upload_id=ID.value, file_name="a.jpg", item_id="item"
        )
    ]
    expected = catalog_pb2.ListActivityRequest(page_size=3, before_event_id=ID.value)
    assert (script.requests, script.tokens) == ([expected], ["Bearer access"])


@pytest.mark.parametrize("more", [True, False])
async def test_a_library_is_purged_part_by_part(over_grpc: GrpcCatalog, script: Script, more: bool) -> None:  # noqa: FBT001  # a parameter
    script.answers["PurgeLibrary"] = catalog_pb2.PurgeLibraryResponse(more=more)
    assert await over_grpc.purge_library("token") is more
