"""Items as the catalog sends them and as the edge understands them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from momento.catalog.v1 import catalog_pb2
from momento.media.v1 import media_pb2
from momento_ingest.domain.identifiers import UploadId
from momento_ingest.domain.library.media_facts import Camera, MediaFacts, Position, ScanReport, Tag
from momento_ingest.domain.library.media_item import MediaItem
from momento_ingest.domain.uploads.policy import MediaKind

from tests.contract.ingest.timestamps import timestamp

TAKEN = datetime(2008, 10, 22, 16, 28, 39, tzinfo=UTC)
UPLOADED = datetime(2026, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC)
PURGED = datetime(2026, 3, 31, 12, 0, 0, 250_000, tzinfo=UTC)
ID = UploadId("01m80gb91p692ex4de2zsjs4vz")
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
FOUND = MediaFacts(
    kind=MediaKind.PHOTO,
    content_type="image/jpeg",
    extension="jpg",
    width=640,
    height=480,
    thumbhash=b"\x00\xff",
    taken_at_source="exif_with_zone",
)
PLAIN_ITEM = MediaItem(
    upload_id=ID.value,
    file_name="lake.jpg",
    bytes=5,
    sha256="ab" * 32,
    facts=FOUND,
    taken_at=TAKEN,
    uploaded_at=UPLOADED,
    title="",
    favorite=False,
    trashed_at=None,
    tags=(),
    scan=None,
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
    return media


FULL_ITEM = replace(
    PLAIN_ITEM,
    facts=replace(
        FOUND,
        kind=MediaKind.VIDEO,
        duration_seconds=0.0,
        video_codec="h264",
        camera=Camera("Canon", "EOS", "50mm", None, 2.5, 100, None),
        position=Position(0.0, -8.25),
    ),
    title="The lake",
    favorite=True,
    trashed_at=UPLOADED,
    purge_at=PURGED,
    tags=(Tag("lake", "model", 0.0), Tag("boat", "user", None)),
    scan=ScanReport("ClamAV 1.4.3", "27000", UPLOADED),
)
