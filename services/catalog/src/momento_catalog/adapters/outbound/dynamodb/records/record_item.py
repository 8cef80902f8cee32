"""A record as an item of the table of records."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any, Final, TypeVar

from momento_catalog.adapters.outbound.dynamodb.keys import read_indexed, read_time, write_indexed, write_time
from momento_catalog.adapters.outbound.dynamodb.tables import INDEXED, PURGED_AT, REVISION, UPLOAD_ID, USER_ID, Item
from momento_catalog.domain.albums.album import AlbumPlace
from momento_catalog.domain.albums.order_key import OrderKey
from momento_catalog.domain.identifiers import AlbumId, UploadId, UserId
from momento_catalog.domain.index.media_record import MediaRecord
from momento_catalog.domain.records.checksum import Sha256
from momento_catalog.domain.records.facts import Camera, MediaFacts, MediaKind, Position, ScanReport, TakenAtSource
from momento_catalog.domain.records.media import Media
from momento_catalog.domain.records.tags import Tag, TagName, TagSource
from momento_catalog.domain.title import Title

Value = TypeVar("Value")

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef


def write_record(record: MediaRecord) -> Item:
    """The item that holds `record`."""
    media = record.media
    values: dict[str, Any] = {
        USER_ID: str(media.user_id),
        UPLOAD_ID: str(media.upload_id),
        REVISION: record.revision,
        # DynamoDB has no empty sets.
        INDEXED: set(map(write_indexed, record.indexed)) or None,
        "fileName": media.file_name,
        "bytes": media.size_bytes,
        "sha256": str(media.sha256),
        "facts": _write_fields(media.facts),
        "scan": _write_fields(media.scan),
        "uploadedAt": media.uploaded_at,
        # Also inside the facts when the file says so; here for people who look at the table.
        "takenAt": media.taken_at,
        "derivedTags": [_write_tag(tag) for tag in media.derived_tags],
        "ownTags": [str(tag) for tag in media.own_tags],
        "rejectedTags": [str(tag) for tag in media.rejected_tags] or None,
        "albums": [{"albumId": str(place.album_id), "key": str(place.key)} for place in media.albums] or None,
        "title": str(media.title),
        "favorite": media.favorite,
        "trashedAt": media.trashed_at,
        PURGED_AT: media.purged_at,
        "released": media.released or None,
    }
    return {name: _written(value) for name, value in values.items() if value is not None}


def read_record(item: Mapping[str, AttributeValueTypeDef]) -> MediaRecord:
    """The record that `write_record` wrote as `item`."""
    values = {name: _value(attribute) for name, attribute in item.items()}
    media = Media(
        user_id=UserId(values[USER_ID]),
        upload_id=UploadId(values[UPLOAD_ID]),
        file_name=values["fileName"],
        size_bytes=int(values["bytes"]),
        sha256=Sha256(values["sha256"]),
        facts=_read_facts(values["facts"]),
        scan=_read_scan(values["scan"]),
        uploaded_at=read_time(values["uploadedAt"]),
        derived_tags=tuple(map(_read_tag, values["derivedTags"])),
        own_tags=tuple(map(TagName, values["ownTags"])),
        rejected_tags=tuple(map(TagName, values.get("rejectedTags", ()))),
        albums=tuple(map(_read_album, values.get("albums", ()))),
        title=Title(values["title"]),
        favorite=values["favorite"],
        trashed_at=_read_optional_time(values.get("trashedAt")),
        purged_at=_read_optional_time(values.get(PURGED_AT)),
        released=values.get("released", False),
    )
    indexed = frozenset(map(read_indexed, values.get(INDEXED, ())))
    return MediaRecord(media, int(values[REVISION]), indexed)


# boto3's TypeSerializer and TypeDeserializer ask of every value what it may be; a page reads some 20,000 of them.
_WRITERS: Final[dict[type, Callable[[Any], Any]]] = {
    str: lambda text: {"S": text},
    bool: lambda yes: {"BOOL": yes},
    int: lambda number: {"N": str(number)},
    float: lambda number: {"N": str(Decimal(repr(number)))},
    bytes: lambda content: {"B": content},
    datetime: lambda moment: {"S": write_time(moment)},
    set: lambda texts: {"SS": sorted(texts)},
    list: lambda values: {"L": [_written(value) for value in values]},
    dict: lambda values: {"M": {name: _written(inner) for name, inner in values.items() if inner is not None}},
    Camera: lambda camera: _written(_write_fields(camera)),
    Position: lambda position: _written(_write_fields(position)),
}
_READERS: Final[dict[str, Callable[[Any], Any]]] = {
    "S": str,
    "BOOL": bool,
    "N": Decimal,
    "B": bytes,
    "SS": set,
    "L": lambda values: [_value(value) for value in values],
    "M": lambda values: {name: _value(inner) for name, inner in values.items()},
    "NULL": lambda _: None,
}


def _written(value: Any) -> AttributeValueTypeDef:
    """`value` as an attribute of an item."""
    if isinstance(value, Enum):
        return _written(value.value)
    try:
        write = _WRITERS[type(value)]
    except KeyError:
        raise TypeError(f"A {type(value).__name__} cannot be stored.") from None
    written: AttributeValueTypeDef = write(value)
    return written


def _value(attribute: AttributeValueTypeDef) -> Any:
    """What `_written` wrote as `attribute`."""
    ((kind, content),) = attribute.items()
    return _READERS[kind](content)


def _write_fields(value: MediaFacts | ScanReport | Camera | Position) -> dict[str, Any]:
    # dataclasses.asdict copies each value deeply.
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _write_tag(tag: Tag) -> dict[str, Any]:
    return {"name": str(tag.name), "source": tag.source, "confidence": tag.confidence}


def _read_tag(values: Mapping[str, Any]) -> Tag:
    return Tag(TagName(values["name"]), _TAG_SOURCES[values["source"]], _float(values.get("confidence")))


def _read_album(values: Mapping[str, str]) -> AlbumPlace:
    return AlbumPlace(AlbumId(values["albumId"]), OrderKey(values["key"]))


def _read_fields(value_type: type[Value]) -> Callable[[Mapping[str, Any]], Value]:
    """Reads what `_write_fields` wrote: what is not there has its default, and what a newer version wrote is left."""
    declared = fields(value_type)  # type: ignore[arg-type]  # dataclasses alone
    reads = [(field.name, _FIELD_READERS[str(field.type).removesuffix(" | None")]) for field in declared]

    def read(values: Mapping[str, Any]) -> Value:
        found: dict[str, Any] = {}
        for name, convert in reads:
            value = values.get(name)
            if value is not None:
                found[name] = value if convert is None else convert(value)
        return value_type(**found)

    return read


# An item has many tags, and calling an enum takes four times as long.
_TAG_SOURCES: Final = {source.value: source for source in TagSource}
# The fields of facts by the words of their annotations; a type without a line here is noticed when this is loaded.
_FIELD_READERS: Final[dict[str, Callable[[Any], Any] | None]] = {
    "str": None,
    "bytes": bytes,
    "int": int,
    "float": float,
    "datetime": read_time,
    "MediaKind": MediaKind,
    "TakenAtSource": TakenAtSource,
}
_FIELD_READERS.update({it.__name__: _read_fields(it) for it in (Camera, Position)})
_read_facts: Final = _read_fields(MediaFacts)
_read_scan: Final = _read_fields(ScanReport)


def _read_optional_time(text: str | None) -> datetime | None:
    return None if text is None else read_time(text)


def _float(number: Decimal | None) -> float | None:
    return None if number is None else float(number)
