"""Between the catalog's messages and the edge's items."""

from __future__ import annotations

import base64
from datetime import UTC
from typing import TYPE_CHECKING, Any, Final

from google.protobuf.timestamp_pb2 import Timestamp
from momento.catalog.v1 import catalog_pb2
from momento.media.v1 import media_pb2

from momento_ingest.application.ports.catalog import TagChanges
from momento_ingest.domain.library.media_item import ItemCamera, ItemMatch, ItemPosition, ItemScan, ItemTag, MediaItem
from momento_ingest.domain.uploads.policy import MediaKind

if TYPE_CHECKING:
    from datetime import datetime

    from momento_ingest.application.ports.catalog import MediaChange, MediaQuery
    from momento_ingest.domain.identifiers import UploadId

_KINDS: Final = {media_pb2.MEDIA_KIND_PHOTO: MediaKind.PHOTO, media_pb2.MEDIA_KIND_VIDEO: MediaKind.VIDEO}


def item(media: catalog_pb2.Media) -> MediaItem:
    """The item that a message describes."""
    facts = media.facts
    return MediaItem(
        upload_id=media.upload_id,
        file_name=media.file_name,
        kind=_KINDS[facts.kind],
        content_type=facts.content_type,
        bytes=media.size_bytes,
        sha256=media.sha256,
        width=facts.width,
        height=facts.height,
        duration_seconds=_optional(facts, "duration_seconds"),
        video_codec=facts.video_codec or None,
        taken_at=media.taken_at.ToDatetime(UTC),
        taken_at_source=_word(media_pb2.TakenAtSource.Name(facts.taken_at_source), "TAKEN_AT_SOURCE_"),
        uploaded_at=media.uploaded_at.ToDatetime(UTC),
        title=media.title,
        favorite=media.favorite,
        trashed_at=media.trashed_at.ToDatetime(UTC) if media.HasField("trashed_at") else None,
        purge_at=media.purge_at.ToDatetime(UTC) if media.HasField("purge_at") else None,
        tags=tuple(_tag(tag) for tag in media.tags),
        camera=_camera(facts.camera) if facts.HasField("camera") else None,
        position=_position(facts.position) if facts.HasField("position") else None,
        thumbhash=base64.b64encode(facts.thumbhash).decode(),
        scan=_scan(media.scan) if media.HasField("scan") else None,
        etag=media.etag,
        matched=tuple(ItemMatch(match.term, match.by, match.value) for match in media.matches),
    )


def list_request(query: MediaQuery) -> catalog_pb2.ListMediaRequest:
    """The message that asks `query`."""
    kinds = {kind: value for value, kind in _KINDS.items()}
    return catalog_pb2.ListMediaRequest(
        page_size=query.limit,
        page_token=query.cursor,
        query=query.text,
        kind=kinds[query.kind] if query.kind else media_pb2.MEDIA_KIND_UNSPECIFIED,
        tags=query.tags,
        taken_from=_timestamp(query.taken_from),
        taken_until=_timestamp(query.taken_until),
        trashed=query.trashed,
        explain=query.explain,
    )


def update_request(upload_id: UploadId, etag: str, change: MediaChange) -> catalog_pb2.UpdateMediaRequest:
    """The message that asks for `change`; only what it names stands in the mask."""
    request = catalog_pb2.UpdateMediaRequest(upload_id=upload_id.value, etag=etag)
    if change.title is not None:
        request.title = change.title
        request.update_mask.paths.append("title")
    if isinstance(change.tags, TagChanges):
        request.tag_changes.CopyFrom(tag_changes(change.tags))
        request.update_mask.paths.append("tag_changes")
    elif change.tags is not None:
        request.user_tags.extend(change.tags)
        request.update_mask.paths.append("user_tags")
    if change.favorite is not None:
        request.favorite = change.favorite
        request.update_mask.paths.append("favorite")
    if change.trashed is not None:
        request.trashed = change.trashed
        request.update_mask.paths.append("trashed")
    return request


def tag_changes(changes: TagChanges) -> catalog_pb2.TagChanges:
    """Changes of single tags."""
    return catalog_pb2.TagChanges(add=changes.add, accept=changes.accept, reject=changes.reject, remove=changes.remove)


def _timestamp(moment: datetime | None) -> Timestamp | None:
    if moment is None:
        return None
    timestamp = Timestamp()
    timestamp.FromDatetime(moment)
    return timestamp


def _optional(message: Any, field: str) -> Any:
    return getattr(message, field) if message.HasField(field) else None


def _word(name: str, prefix: str) -> str:
    return name.removeprefix(prefix).lower()


def _tag(tag: media_pb2.Tag) -> ItemTag:
    source = _word(media_pb2.TagSource.Name(tag.source), "TAG_SOURCE_")
    return ItemTag(tag.name, source, _optional(tag, "confidence"))


def _camera(camera: media_pb2.Camera) -> ItemCamera:
    return ItemCamera(
        make=camera.make,
        model=camera.model,
        lens=camera.lens,
        exposure_seconds=_optional(camera, "exposure_seconds"),
        f_number=_optional(camera, "f_number"),
        iso=_optional(camera, "iso"),
        focal_length_millimetres=_optional(camera, "focal_length_millimetres"),
    )


def _position(position: media_pb2.Position) -> ItemPosition:
    return ItemPosition(position.latitude, position.longitude)


def _scan(scan: media_pb2.ScanReport) -> ItemScan:
    return ItemScan(scan.engine, scan.signature_version, scan.scanned_at.ToDatetime(UTC))
