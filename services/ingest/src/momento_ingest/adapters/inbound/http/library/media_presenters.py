"""Items of the library as the schemas of answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from momento_ingest.adapters.inbound.http.conversion import _converted, _present
from momento_ingest.adapters.inbound.http.library.media_schemas import (
    CameraReply,
    MatchReply,
    MediaPageReply,
    MediaReply,
    PositionReply,
    ScanReply,
    TagReply,
)
from momento_ingest.domain.library.preview_size import PreviewSize

if TYPE_CHECKING:
    from momento_ingest.domain.library.media_item import MediaItem, MediaPage

_MEDIA: Final = "/api/v1/media"
_PREVIEW_SIZES: Final = tuple(size.value for size in PreviewSize)


def media_reply(item: MediaItem) -> MediaReply:
    """An item."""
    return MediaReply(
        upload_id=item.upload_id,
        file_name=item.file_name,
        kind=item.kind.value,
        content_type=item.content_type,
        bytes=item.bytes,
        sha256=item.sha256,
        width=item.width,
        height=item.height,
        taken_at=item.taken_at,
        taken_at_source=item.taken_at_source,
        uploaded_at=item.uploaded_at,
        favorite=item.favorite,
        tags=[_converted(tag, TagReply) for tag in item.tags],
        thumbhash=item.thumbhash,
        previews={size: f"{_MEDIA}/{item.upload_id}/previews/{size}" for size in _PREVIEW_SIZES},
        etag=item.etag,
        title=item.title or msgspec.UNSET,
        duration_seconds=_present(item.duration_seconds),
        video_codec=_present(item.video_codec),
        trashed_at=_present(item.trashed_at),
        purge_at=_present(item.purge_at),
        camera=_present(item.camera and _converted(item.camera, CameraReply)),
        position=_present(item.position and _converted(item.position, PositionReply)),
        scan=_present(item.scan and _converted(item.scan, ScanReply)),
        matched=[_converted(match, MatchReply) for match in item.matched] or msgspec.UNSET,
    )


def page_reply(page: MediaPage) -> MediaPageReply:
    """A page of items."""
    return MediaPageReply([media_reply(item) for item in page.items], page.next_cursor)
