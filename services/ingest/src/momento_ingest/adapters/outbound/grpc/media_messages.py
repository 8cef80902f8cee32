"""Between the catalog's messages and the edge's items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from momento.catalog.v1 import catalog_pb2
from momento.media.v1 import media_pb2
from momento_chassis.grpc.messages import MessageReader, MessageWriter, enum_members, enum_words, moment, timestamp

from momento_ingest.application.ports.catalog import TagChanges
from momento_ingest.domain.library.media_facts import Camera, MediaFacts, Position, ScanReport, Tag
from momento_ingest.domain.library.media_item import ItemMatch, MediaItem
from momento_ingest.domain.uploads.policy import MediaKind

if TYPE_CHECKING:
    from momento_ingest.application.ports.catalog import MediaChange, MediaQuery
    from momento_ingest.domain.identifiers import UploadId

KINDS: Final = enum_members(media_pb2.MediaKind.DESCRIPTOR, MediaKind)
_TAG_SOURCES: Final = enum_words(media_pb2.TagSource.DESCRIPTOR)


def _tag(tag: media_pb2.Tag) -> Tag:
    confidence = tag.confidence if tag.HasField("confidence") else None
    return Tag(tag.name, _TAG_SOURCES.get(tag.source, "unspecified"), confidence)


read_scan: Final = MessageReader(ScanReport, media_pb2.ScanReport)
read_facts: Final = MessageReader(
    MediaFacts,
    media_pb2.MediaFacts,
    {
        "kind": MediaKind,
        "taken_at_source": str,
        "camera": MessageReader(Camera, media_pb2.Camera),
        "position": MessageReader(Position, media_pb2.Position),
        "tags": _tag,
    },
)
write_scan: Final = MessageWriter(media_pb2.ScanReport)
write_facts: Final = MessageWriter(media_pb2.MediaFacts)


def item(media: catalog_pb2.Media) -> MediaItem:
    """The item that a message describes."""
    return MediaItem(
        upload_id=media.upload_id,
        file_name=media.file_name,
        bytes=media.size_bytes,
        sha256=media.sha256,
        facts=read_facts(media.facts),
        taken_at=moment(media.taken_at),
        uploaded_at=moment(media.uploaded_at),
        title=media.title,
        favorite=media.favorite,
        trashed_at=moment(media.trashed_at) if media.HasField("trashed_at") else None,
        purge_at=moment(media.purge_at) if media.HasField("purge_at") else None,
        tags=tuple(map(_tag, media.tags)),
        scan=read_scan(media.scan) if media.HasField("scan") else None,
        etag=media.etag,
        matched=tuple(ItemMatch(match.term, match.by, match.value) for match in media.matches),
    )


def list_request(query: MediaQuery) -> catalog_pb2.ListMediaRequest:
    """The message that asks `query`."""
    kinds = {kind: value for value, kind in KINDS.items()}
    return catalog_pb2.ListMediaRequest(
        page_size=query.limit,
        page_token=query.cursor,
        query=query.text,
        kind=kinds[query.kind] if query.kind else media_pb2.MEDIA_KIND_UNSPECIFIED,
        tags=query.tags,
        taken_from=timestamp(query.taken_from) if query.taken_from else None,
        taken_until=timestamp(query.taken_until) if query.taken_until else None,
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
