"""Items of the library as the schemas of answers."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final

import msgspec

from momento_ingest.adapters.inbound.http.conversion import converted, present
from momento_ingest.adapters.inbound.http.library.media_schemas import (
    NOT_SHOWN,
    CameraReply,
    MatchReply,
    MediaPageReply,
    MediaReply,
    PositionReply,
    ScanReply,
    TagReply,
)
from momento_ingest.adapters.inbound.http.schemas import Reply
from momento_ingest.domain.library.media_facts import MediaFacts
from momento_ingest.domain.library.preview_size import PreviewSize

if TYPE_CHECKING:
    from momento_ingest.domain.library.media_item import MediaItem, MediaPage

_MEDIA: Final = "/api/v1/media"
_PREVIEW_SIZES: Final = tuple(size.value for size in PreviewSize)
_PARTS: Final[tuple[tuple[str, type[Reply]], ...]] = (("camera", CameraReply), ("position", PositionReply))
_FACTS: Final = tuple((it.name, it.default) for it in fields(MediaFacts) if it.name not in NOT_SHOWN)


def media_reply(item: MediaItem) -> MediaReply:
    """An item."""
    return MediaReply(
        upload_id=item.upload_id,
        file_name=item.file_name,
        bytes=item.bytes,
        sha256=item.sha256,
        taken_at=item.taken_at,
        taken_at_source=item.facts.taken_at_source,
        uploaded_at=item.uploaded_at,
        favorite=item.favorite,
        tags=[converted(tag, TagReply) for tag in item.tags],
        previews={size: f"{_MEDIA}/{item.upload_id}/previews/{size}" for size in _PREVIEW_SIZES},
        etag=item.etag,
        title=item.title or msgspec.UNSET,
        trashed_at=present(item.trashed_at),
        purge_at=present(item.purge_at),
        scan=present(item.scan and converted(item.scan, ScanReply)),
        matched=[converted(match, MatchReply) for match in item.matched] or msgspec.UNSET,
        **_facts(item.facts),
    )


def _facts(facts: MediaFacts) -> dict[str, Any]:
    """What the file says, without what it does not say."""
    said = {name: value for name, default in _FACTS if (value := getattr(facts, name)) != default}
    for name, schema in _PARTS:
        if name in said:
            said[name] = converted(said[name], schema)
    return said


def page_reply(page: MediaPage) -> MediaPageReply:
    """A page of items."""
    return MediaPageReply([media_reply(item) for item in page.items], page.next_cursor)
