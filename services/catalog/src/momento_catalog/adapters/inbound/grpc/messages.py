"""From the domain to protobuf."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from momento.activity.v1 import activity_pb2
from momento.catalog.v1 import catalog_pb2
from momento.media.v1 import media_pb2
from momento_chassis.grpc.messages import MessageWriter, timestamp

from momento_catalog.adapters.wire import TAG_SOURCES
from momento_catalog.domain.records.object_key import Rendition

if TYPE_CHECKING:
    from datetime import timedelta

    from momento_catalog.application.albums.presentation import ShownAlbum
    from momento_catalog.application.records.edit_each import ItemOutcome
    from momento_catalog.domain.audit.event import ActivityEvent
    from momento_catalog.domain.index.media_record import MediaRecord
    from momento_catalog.domain.records.checksum import Holder, Sha256
    from momento_catalog.domain.records.link import Link
    from momento_catalog.domain.records.tags import Tag
    from momento_catalog.domain.search.query import Match

RENDITIONS: Final = {
    catalog_pb2.RENDITION_ORIGINAL: Rendition.ORIGINAL,
    catalog_pb2.RENDITION_PREVIEW_256: Rendition.PREVIEW_256,
    catalog_pb2.RENDITION_PREVIEW_1440: Rendition.PREVIEW_1440,
}
_RENDITIONS: Final = {meaning: wire for wire, meaning in RENDITIONS.items()}
_write_facts: Final = MessageWriter(media_pb2.MediaFacts, without={"tags"})
_write_scan: Final = MessageWriter(media_pb2.ScanReport)
_TAG_SOURCES: Final = {meaning: wire for wire, meaning in TAG_SOURCES.items()}


def media_message(record: MediaRecord, trash_lifetime: timedelta) -> catalog_pb2.Media:
    """A record; `trash_lifetime` says how long an item stays in the trash."""
    media = record.media
    return catalog_pb2.Media(
        upload_id=str(media.upload_id),
        file_name=media.file_name,
        size_bytes=media.size_bytes,
        sha256=str(media.sha256),
        facts=_write_facts(media.facts),
        uploaded_at=timestamp(media.uploaded_at),
        taken_at=timestamp(media.taken_at),
        title=str(media.title),
        favorite=media.favorite,
        trashed_at=timestamp(media.trashed_at) if media.trashed_at else None,
        purge_at=timestamp(media.trashed_at + trash_lifetime) if media.trashed_at else None,
        tags=map(_tag, media.tags),
        scan=_write_scan(media.scan),
        etag=record.etag,
    )


def link_message(link: Link) -> catalog_pb2.MediaLink:
    """A link."""
    return catalog_pb2.MediaLink(
        rendition=_RENDITIONS[link.rendition], url=link.url, expires_at=timestamp(link.expires_at)
    )


def match_message(checksum: Sha256, holder: Holder) -> catalog_pb2.ChecksumMatch:
    """An item that has the bytes asked for."""
    return catalog_pb2.ChecksumMatch(sha256=str(checksum), upload_id=str(holder.upload_id), trashed=holder.trashed)


def outcome_message(outcome: ItemOutcome) -> catalog_pb2.ItemOutcome:
    """What became of one item of many."""
    return catalog_pb2.ItemOutcome(
        upload_id=str(outcome.upload_id),
        etag=outcome.record.etag if outcome.record else "",
        reason=outcome.refusal.reason if outcome.refusal else "",
        detail=str(outcome.refusal or ""),
    )


def album_message(shown: ShownAlbum, cover: catalog_pb2.Media | None) -> catalog_pb2.Album:
    """An album, with the message of its cover."""
    album = shown.album
    return catalog_pb2.Album(
        album_id=str(album.album_id),
        title=str(album.title),
        description=album.description,
        media_count=shown.media_count,
        cover=cover,
        created_at=timestamp(album.created_at),
        updated_at=timestamp(album.updated_at),
        archived_at=timestamp(album.archived_at) if album.archived_at else None,
        etag=album.etag,
    )


def event_message(event: ActivityEvent) -> activity_pb2.ActivityEvent:
    """An event."""
    return activity_pb2.ActivityEvent(
        event_id=str(event.event_id),
        occurred_at=timestamp(event.at),
        event=event.kind.value,
        outcome=event.outcome.value,
        **asdict(event.details),
    )


def reason_message(match: Match) -> catalog_pb2.Match:
    """Why an item was found."""
    return catalog_pb2.Match(term=match.term, by=match.by, value=match.value)


def _tag(tag: Tag) -> media_pb2.Tag:
    return media_pb2.Tag(name=tag.name.value, source=_TAG_SOURCES[tag.source], confidence=tag.confidence)
