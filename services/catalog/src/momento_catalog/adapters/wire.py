"""Between protobuf and the domain: enums, moments, and the request that records an upload.

Two adapters read that request: the gRPC server, and the restorer, for which ingest keeps it beside each original.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, TypeVar

from momento.media.v1 import media_pb2

from momento_catalog.domain.errors import ChecksumInvalid, RecordInvalid, TagInvalid
from momento_catalog.domain.records.checksum import Sha256
from momento_catalog.domain.records.facts import Camera, MediaFacts, MediaKind, Position, ScanReport, TakenAtSource
from momento_catalog.domain.records.media import Media
from momento_catalog.domain.records.tags import Tag, TagName, TagSource

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from google.protobuf.message import Message
    from google.protobuf.timestamp_pb2 import Timestamp
    from momento.catalog.v1 import catalog_pb2

    from momento_catalog.domain.identifiers import UploadId, UserId

KINDS: Final = {
    media_pb2.MEDIA_KIND_PHOTO: MediaKind.PHOTO,
    media_pb2.MEDIA_KIND_VIDEO: MediaKind.VIDEO,
}
TAG_SOURCES: Final = {
    media_pb2.TAG_SOURCE_USER: TagSource.USER,
    media_pb2.TAG_SOURCE_MODEL: TagSource.MODEL,
    media_pb2.TAG_SOURCE_PLACE: TagSource.PLACE,
    media_pb2.TAG_SOURCE_CAMERA: TagSource.CAMERA,
    media_pb2.TAG_SOURCE_TIME: TagSource.TIME,
    media_pb2.TAG_SOURCE_SHAPE: TagSource.SHAPE,
    media_pb2.TAG_SOURCE_COLOUR: TagSource.COLOUR,
}
TAKEN_AT_SOURCES: Final = {
    media_pb2.TAKEN_AT_SOURCE_EXIF_WITH_ZONE: TakenAtSource.EXIF_WITH_ZONE,
    media_pb2.TAKEN_AT_SOURCE_GPS: TakenAtSource.GPS,
    media_pb2.TAKEN_AT_SOURCE_EXIF: TakenAtSource.EXIF,
    media_pb2.TAKEN_AT_SOURCE_CONTAINER: TakenAtSource.CONTAINER,
    media_pb2.TAKEN_AT_SOURCE_FILE_NAME: TakenAtSource.FILE_NAME,
    media_pb2.TAKEN_AT_SOURCE_UPLOAD: TakenAtSource.UPLOAD,
}

Wire = TypeVar("Wire", bound=int)
Meaning = TypeVar("Meaning")


def recorded_media(user_id: UserId, upload_id: UploadId, request: catalog_pb2.RecordMediaRequest) -> Media:
    """The item that `request` describes, as `user_id`'s upload `upload_id`; raises RecordInvalid."""
    try:
        return Media(
            user_id=user_id,
            upload_id=upload_id,
            file_name=request.file_name,
            size_bytes=request.size_bytes,
            sha256=Sha256(request.sha256),
            facts=_facts(request.facts),
            scan=ScanReport(request.scan.engine, request.scan.signature_version, _required(request.scan, "scanned_at")),
            uploaded_at=_required(request, "uploaded_at"),
            derived_tags=tuple(_derived_tags(request.facts.tags)),
            own_tags=tuple(map(TagName.typed, request.user_tags)),
        )
    except (ChecksumInvalid, TagInvalid) as error:
        raise RecordInvalid(str(error)) from error


def moment(message: Message, name: str) -> datetime | None:
    """The timestamp `name` of `message` in UTC, None when it is absent; raises ValueError outside years 1 to 9999."""
    if not message.HasField(name):
        return None
    timestamp: Timestamp = getattr(message, name)
    return timestamp.ToDatetime(tzinfo=UTC)


def _required(message: Message, name: str) -> datetime:
    found = _recorded_moment(message, name)
    if found is None:
        raise RecordInvalid(f"A record says {name.replace('_', ' ')}.")
    return found


def _recorded_moment(message: Message, name: str) -> datetime | None:
    try:
        return moment(message, name)
    except (ValueError, OverflowError) as error:
        raise RecordInvalid("A record's times lie in the years 1 to 9999.") from error


def _known(values: Mapping[Wire, Meaning], value: Wire, what: str) -> Meaning:
    if value not in values:
        raise RecordInvalid(f"A record says which {what} is meant.")
    return values[value]


def _facts(facts: media_pb2.MediaFacts) -> MediaFacts:
    return MediaFacts(
        kind=_known(KINDS, facts.kind, "kind"),
        content_type=facts.content_type,
        extension=facts.extension,
        width=facts.width,
        height=facts.height,
        duration_seconds=_optional(facts, "duration_seconds"),
        taken_at=_recorded_moment(facts, "taken_at"),
        taken_at_source=TAKEN_AT_SOURCES.get(facts.taken_at_source),
        taken_at_offset_minutes=facts.taken_at_offset_minutes if facts.HasField("taken_at_offset_minutes") else None,
        camera=_camera(facts.camera) if facts.HasField("camera") else None,
        position=Position(facts.position.latitude, facts.position.longitude) if facts.HasField("position") else None,
        video_codec=facts.video_codec,
        thumbhash=facts.thumbhash,
    )


def _camera(camera: media_pb2.Camera) -> Camera:
    return Camera(
        make=camera.make,
        model=camera.model,
        lens=camera.lens,
        exposure_seconds=_optional(camera, "exposure_seconds"),
        f_number=_optional(camera, "f_number"),
        iso=camera.iso if camera.HasField("iso") else None,
        focal_length_millimetres=_optional(camera, "focal_length_millimetres"),
    )


def _derived_tags(tags: Iterable[media_pb2.Tag]) -> Iterable[Tag]:
    for tag in tags:
        name = TagName.found(tag.name)
        if name is not None:
            yield Tag(name, _known(TAG_SOURCES, tag.source, "source of a tag"), _optional(tag, "confidence"))


def _optional(message: Message, name: str) -> float | None:
    return float(getattr(message, name)) if message.HasField(name) else None
