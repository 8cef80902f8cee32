"""What ingest sends when something is recorded or edited."""

from __future__ import annotations

from typing import Any

from google.protobuf.field_mask_pb2 import FieldMask
from google.protobuf.timestamp_pb2 import Timestamp
from momento.catalog.v1 import catalog_pb2
from momento.media.v1 import media_pb2

from tests.fakes.catalog.samples import new_upload_id, sha256_of

TAKEN_AT = Timestamp(seconds=1_224_692_919)
MOMENT = Timestamp(seconds=1_700_000_000)


def record_request(**changes: Any) -> catalog_pb2.RecordMediaRequest:
    facts = media_pb2.MediaFacts(
        kind=media_pb2.MEDIA_KIND_PHOTO,
        content_type="image/jpeg",
        extension="jpg",
        width=4000,
        height=3000,
        taken_at=TAKEN_AT,
        taken_at_source=media_pb2.TAKEN_AT_SOURCE_EXIF,
        taken_at_offset_minutes=120,
        camera=media_pb2.Camera(make="Canon", model="EOS 40D", iso=100, exposure_seconds=0.01),
        position=media_pb2.Position(latitude=47.5, longitude=8.5),
        thumbhash=b"hash",
        tags=[media_pb2.Tag(name="Cat", source=media_pb2.TAG_SOURCE_MODEL, confidence=0.75)],
    )
    upload_id = str(new_upload_id())
    fields = {
        "upload_id": upload_id,
        "file_name": "IMG_1.JPG",
        "size_bytes": 3,
        "sha256": str(sha256_of(upload_id)),
        "facts": facts,
        "user_tags": ["My Garden"],
        "scan": media_pb2.ScanReport(engine="ClamAV", signature_version="1", scanned_at=MOMENT),
        "uploaded_at": MOMENT,
    }
    return catalog_pb2.RecordMediaRequest(**{**fields, **changes})


def edit(media: catalog_pb2.Media, *paths: str, **fields: Any) -> catalog_pb2.UpdateMediaRequest:
    mask = FieldMask(paths=paths)
    return catalog_pb2.UpdateMediaRequest(upload_id=media.upload_id, etag=media.etag, update_mask=mask, **fields)
