"""Between protobuf and the domain: enums, moments, and the request that records an upload.

Two adapters read that request: the gRPC server, and the restorer, for which ingest keeps it beside each original.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from momento.media.v1 import media_pb2
from momento_chassis.grpc.messages import MessageReader, enum_members, moment

from momento_catalog.domain.errors import ChecksumInvalid, RecordInvalid, TagInvalid
from momento_catalog.domain.records.checksum import Sha256
from momento_catalog.domain.records.facts import Camera, MediaFacts, MediaKind, Position, ScanReport, TakenAtSource
from momento_catalog.domain.records.media import Media
from momento_catalog.domain.records.tags import Tag, TagName, TagSource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from google.protobuf.message import Message
    from momento.catalog.v1 import catalog_pb2

    from momento_catalog.domain.identifiers import UploadId, UserId

KINDS: Final = enum_members(media_pb2.MediaKind.DESCRIPTOR, MediaKind)
TAG_SOURCES: Final = enum_members(media_pb2.TagSource.DESCRIPTOR, TagSource)
_READ_SCAN: Final = MessageReader(ScanReport, media_pb2.ScanReport)
_READ_FACTS: Final = MessageReader(
    MediaFacts,
    media_pb2.MediaFacts,
    {
        "kind": MediaKind,
        "taken_at_source": TakenAtSource,
        "camera": MessageReader(Camera, media_pb2.Camera),
        "position": MessageReader(Position, media_pb2.Position),
    },
    # A record has its tags beside the facts: people and models go on giving some.
    without={"tags"},
)

Wire = TypeVar("Wire")
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
            facts=_read(_READ_FACTS, _checked(request).facts),
            scan=_read(_READ_SCAN, request.scan),
            uploaded_at=_read(moment, request.uploaded_at),
            derived_tags=tuple(_derived_tags(request.facts.tags)),
            own_tags=tuple(map(TagName.typed, request.user_tags)),
        )
    except (ChecksumInvalid, TagInvalid) as error:
        raise RecordInvalid(str(error)) from error


def optional_moment(message: Message, name: str) -> datetime | None:
    """The timestamp `name` of `message`, None when it is absent; raises OverflowError outside years 1 to 9999."""
    if not message.HasField(name):
        return None
    return moment(getattr(message, name))


def _read(read: Callable[[Wire], Meaning], message: Wire) -> Meaning:
    try:
        return read(message)
    except OverflowError as error:
        raise RecordInvalid("A record's times lie in the years 1 to 9999.") from error


def _checked(request: catalog_pb2.RecordMediaRequest) -> catalog_pb2.RecordMediaRequest:
    if not request.HasField("uploaded_at"):
        raise RecordInvalid("A record says uploaded at.")
    if not request.scan.HasField("scanned_at"):
        raise RecordInvalid("A record says scanned at.")
    _known(KINDS, request.facts.kind, "kind")
    return request


def _known(values: Mapping[Wire, Meaning], value: Wire, what: str) -> Meaning:
    if value not in values:
        raise RecordInvalid(f"A record says which {what} is meant.")
    return values[value]


def _derived_tags(tags: Iterable[media_pb2.Tag]) -> Iterable[Tag]:
    for tag in tags:
        name = TagName.found(tag.name)
        if name is not None:
            confidence = tag.confidence if tag.HasField("confidence") else None
            yield Tag(name, _known(TAG_SOURCES, tag.source, "source of a tag"), confidence)
