"""The domain's answers in the words of the contract."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from google.protobuf.timestamp_pb2 import Timestamp
from momento.media.v1 import media_pb2
from momento.scanner.v1 import scanner_pb2

from momento_scanner.domain.description.tag import TagSource
from momento_scanner.domain.description.taken_at import TakenAtSource
from momento_scanner.domain.formats.media_type import MediaKind
from momento_scanner.domain.inspection.verdict import Acceptance, Inspection, ScanReport
from momento_scanner.domain.rejection import Rejection

if TYPE_CHECKING:
    from momento_scanner.domain.description.facts import Camera, MediaFacts
    from momento_scanner.domain.description.preview import Preview
    from momento_scanner.domain.description.tag import Tag

_KINDS: Final = {
    MediaKind.PHOTO: media_pb2.MEDIA_KIND_PHOTO,
    MediaKind.VIDEO: media_pb2.MEDIA_KIND_VIDEO,
}
_TAG_SOURCES: Final = {
    TagSource.MODEL: media_pb2.TAG_SOURCE_MODEL,
    TagSource.PLACE: media_pb2.TAG_SOURCE_PLACE,
    TagSource.CAMERA: media_pb2.TAG_SOURCE_CAMERA,
    TagSource.TIME: media_pb2.TAG_SOURCE_TIME,
    TagSource.SHAPE: media_pb2.TAG_SOURCE_SHAPE,
    TagSource.COLOUR: media_pb2.TAG_SOURCE_COLOUR,
}
_TAKEN_AT_SOURCES: Final = {
    TakenAtSource.EXIF_WITH_ZONE: media_pb2.TAKEN_AT_SOURCE_EXIF_WITH_ZONE,
    TakenAtSource.GPS: media_pb2.TAKEN_AT_SOURCE_GPS,
    TakenAtSource.EXIF: media_pb2.TAKEN_AT_SOURCE_EXIF,
    TakenAtSource.CONTAINER: media_pb2.TAKEN_AT_SOURCE_CONTAINER,
    TakenAtSource.FILE_NAME: media_pb2.TAKEN_AT_SOURCE_FILE_NAME,
    TakenAtSource.UPLOAD: media_pb2.TAKEN_AT_SOURCE_UPLOAD,
}


def response(inspection: Inspection) -> scanner_pb2.InspectMediaResponse:
    """The whole answer."""
    scan = None if inspection.scan is None else _scan(inspection.scan)
    match inspection.verdict:
        case Acceptance() as accepted:
            return scanner_pb2.InspectMediaResponse(acceptance=_acceptance(accepted), scan=scan)
        case Rejection() as rejected:
            return scanner_pb2.InspectMediaResponse(rejection=_rejection(rejected), scan=scan)


def recognised(rejected: Rejection | None) -> scanner_pb2.RecogniseMediaResponse:
    """The answer to a look at a beginning."""
    return scanner_pb2.RecogniseMediaResponse(rejection=None if rejected is None else _rejection(rejected))


def _acceptance(accepted: Acceptance) -> scanner_pb2.Acceptance:
    previews = [_preview(preview) for preview in accepted.previews]
    return scanner_pb2.Acceptance(facts=_facts(accepted.facts), previews=previews)


def _rejection(rejected: Rejection) -> scanner_pb2.Rejection:
    return scanner_pb2.Rejection(reason=rejected.reason.value, message=rejected.message, signature=rejected.signature)


def _preview(preview: Preview) -> scanner_pb2.Preview:
    return scanner_pb2.Preview(
        name=preview.name,
        content_type=preview.content_type,
        extension=preview.extension,
        content=preview.content,
        width=preview.width,
        height=preview.height,
    )


def _facts(facts: MediaFacts) -> media_pb2.MediaFacts:
    moment = facts.taken_at.moment
    return media_pb2.MediaFacts(
        kind=_KINDS[facts.media_type.kind],
        content_type=facts.media_type.content_type,
        extension=facts.media_type.extension,
        width=facts.width,
        height=facts.height,
        duration_seconds=facts.duration_seconds,
        taken_at=None if moment is None else _timestamp(moment),
        taken_at_source=_TAKEN_AT_SOURCES[facts.taken_at.source],
        taken_at_offset_minutes=facts.taken_at.offset_minutes,
        camera=None if facts.camera is None else _camera(facts.camera),
        position=_position(facts),
        video_codec=facts.video_codec,
        thumbhash=facts.thumbhash,
        tags=[_tag(tag) for tag in facts.tags],
    )


def _tag(tag: Tag) -> media_pb2.Tag:
    return media_pb2.Tag(name=tag.name, source=_TAG_SOURCES[tag.source], confidence=tag.confidence)


def _position(facts: MediaFacts) -> media_pb2.Position | None:
    if facts.position is None:
        return None
    return media_pb2.Position(latitude=facts.position.latitude, longitude=facts.position.longitude)


def _camera(camera: Camera) -> media_pb2.Camera:
    return media_pb2.Camera(
        make=camera.make,
        model=camera.model,
        lens=camera.lens,
        exposure_seconds=camera.exposure_seconds,
        f_number=camera.f_number,
        iso=camera.iso,
        focal_length_millimetres=camera.focal_length_millimetres,
    )


def _scan(report: ScanReport) -> media_pb2.ScanReport:
    return media_pb2.ScanReport(
        engine=report.engine, signature_version=report.signature_version, scanned_at=_timestamp(report.scanned_at)
    )


def _timestamp(moment: datetime) -> Timestamp:
    stamp = Timestamp()
    stamp.FromDatetime(moment.astimezone(UTC))
    return stamp
