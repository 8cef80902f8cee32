"""From the domain to protobuf."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from google.protobuf.timestamp_pb2 import Timestamp
from momento.activity.v1 import activity_pb2
from momento.catalog.v1 import catalog_pb2
from momento.media.v1 import media_pb2

from momento_catalog.adapters.wire import KINDS, TAG_SOURCES, TAKEN_AT_SOURCES
from momento_catalog.domain.records.object_key import Rendition

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from momento_catalog.application.albums.presentation import ShownAlbum
    from momento_catalog.application.records.edit_each import ItemOutcome
    from momento_catalog.domain.audit.event import ActivityEvent
    from momento_catalog.domain.index.media_record import MediaRecord
    from momento_catalog.domain.records.checksum import Holder, Sha256
    from momento_catalog.domain.records.facts import Camera, MediaFacts, Position, ScanReport
    from momento_catalog.domain.records.link import Link
    from momento_catalog.domain.records.tags import Tag
    from momento_catalog.domain.search.query import Match

RENDITIONS: Final = {
    catalog_pb2.RENDITION_ORIGINAL: Rendition.ORIGINAL,
    catalog_pb2.RENDITION_PREVIEW_256: Rendition.PREVIEW_256,
    catalog_pb2.RENDITION_PREVIEW_1440: Rendition.PREVIEW_1440,
}
_RENDITIONS: Final = {meaning: wire for wire, meaning in RENDITIONS.items()}
_KINDS: Final = {meaning: wire for wire, meaning in KINDS.items()}
_TAG_SOURCES: Final = {meaning: wire for wire, meaning in TAG_SOURCES.items()}
_TAKEN_AT_SOURCES: Final = {meaning: wire for wire, meaning in TAKEN_AT_SOURCES.items()}


def media_message(record: MediaRecord, trash_lifetime: timedelta) -> catalog_pb2.Media:
    """A record; `trash_lifetime` says how long an item stays in the trash."""
    media = record.media
    return catalog_pb2.Media(
        upload_id=str(media.upload_id),
        file_name=media.file_name,
        size_bytes=media.size_bytes,
        sha256=str(media.sha256),
        facts=_facts(media.facts),
        uploaded_at=_timestamp(media.uploaded_at),
        taken_at=_timestamp(media.taken_at),
        title=str(media.title),
        favorite=media.favorite,
        trashed_at=_timestamp(media.trashed_at) if media.trashed_at else None,
        purge_at=_timestamp(media.trashed_at + trash_lifetime) if media.trashed_at else None,
        tags=map(_tag, media.tags),
        scan=_scan(media.scan),
        etag=record.etag,
    )


def link_message(link: Link) -> catalog_pb2.MediaLink:
    """A link."""
    return catalog_pb2.MediaLink(
        rendition=_RENDITIONS[link.rendition], url=link.url, expires_at=_timestamp(link.expires_at)
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
        created_at=_timestamp(album.created_at),
        updated_at=_timestamp(album.updated_at),
        archived_at=_timestamp(album.archived_at) if album.archived_at else None,
        etag=album.etag,
    )


def event_message(event: ActivityEvent) -> activity_pb2.ActivityEvent:
    """An event."""
    return activity_pb2.ActivityEvent(
        event_id=str(event.event_id),
        occurred_at=_timestamp(event.at),
        event=event.kind.value,
        outcome=event.outcome.value,
        **asdict(event.details),
    )


def reason_message(match: Match) -> catalog_pb2.Match:
    """Why an item was found."""
    return catalog_pb2.Match(term=match.term, by=match.by, value=match.value)


def _tag(tag: Tag) -> media_pb2.Tag:
    return media_pb2.Tag(name=str(tag.name), source=_TAG_SOURCES[tag.source], confidence=tag.confidence)


def _scan(scan: ScanReport) -> media_pb2.ScanReport:
    return media_pb2.ScanReport(
        engine=scan.engine, signature_version=scan.signature_version, scanned_at=_timestamp(scan.scanned_at)
    )


def _facts(facts: MediaFacts) -> media_pb2.MediaFacts:
    return media_pb2.MediaFacts(
        kind=_KINDS[facts.kind],
        content_type=facts.content_type,
        extension=facts.extension,
        width=facts.width,
        height=facts.height,
        duration_seconds=facts.duration_seconds,
        taken_at=_timestamp(facts.taken_at) if facts.taken_at else None,
        taken_at_source=_TAKEN_AT_SOURCES[facts.taken_at_source]
        if facts.taken_at_source
        else media_pb2.TAKEN_AT_SOURCE_UNSPECIFIED,
        taken_at_offset_minutes=facts.taken_at_offset_minutes,
        camera=_camera(facts.camera) if facts.camera else None,
        position=_position(facts.position) if facts.position else None,
        video_codec=facts.video_codec,
        thumbhash=facts.thumbhash,
    )


def _position(position: Position) -> media_pb2.Position:
    return media_pb2.Position(latitude=position.latitude, longitude=position.longitude)


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


def _timestamp(moment: datetime) -> Timestamp:
    timestamp = Timestamp()
    timestamp.FromDatetime(moment)
    return timestamp
