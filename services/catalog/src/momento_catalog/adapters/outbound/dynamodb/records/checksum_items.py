"""The entry of a checksum, and the usage that moves with it, as writes of a transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_catalog.adapters.outbound.dynamodb.keys import USAGE, _key
from momento_catalog.adapters.outbound.dynamodb.tables import (
    FACET_KEY,
    FACET_VALUE,
    MEDIA_COUNT,
    MOVES,
    REMOVED,
    SIZE_BYTES,
    TRASHED,
    UPLOAD_ID,
    USER_ID,
    Tables,
)
from momento_catalog.domain.identifiers import UploadId
from momento_catalog.domain.index.facets import checksum_of
from momento_catalog.domain.records.checksum import Holder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef, UpdateTypeDef

    from momento_catalog.adapters.outbound.dynamodb.tables import Item
    from momento_catalog.domain.index.media_record import Change


def checksum_writes(change: Change, tables: Tables) -> Iterator[TransactWriteItemTypeDef]:
    """What `change` means for the entry of the item's checksum: a write, or none."""
    if change.after.holder == change.holder_before:
        return
    if change.stored > 0:
        yield _claim(change, tables.facets)
    else:
        yield {"Put": {"TableName": tables.facets, "Item": _entry(change)}}


def read_holder(item: Item) -> Holder | None:
    """What an entry says, None when it no longer stands."""
    return None if REMOVED in item else Holder(UploadId(item[UPLOAD_ID]["S"]), item[TRASHED]["BOOL"])


def _claim(change: Change, table: str) -> TransactWriteItemTypeDef:
    return {
        "Put": {
            "TableName": table,
            "Item": _entry(change),
            # An entry of its own without the record is left by tables that were brought back to different moments.
            "ConditionExpression": f"attribute_not_exists({FACET_KEY}) OR {REMOVED} = :removed OR {UPLOAD_ID} = :own",
            "ExpressionAttributeValues": {
                ":removed": {"BOOL": True},
                ":own": {"S": str(change.after.media.upload_id)},
            },
        }
    }


def _entry(change: Change) -> Item:
    media, tombstone = change.after.media, change.after.holder is None
    removed: Item = {REMOVED: {"BOOL": True}} if tombstone else {}
    return {
        **_key(media.user_id, checksum_of(media)),
        UPLOAD_ID: {"S": str(media.upload_id)},
        TRASHED: {"BOOL": media.trashed},
        **removed,
    }


def usage_writes(changes: Sequence[Change], tables: Tables) -> list[TransactWriteItemTypeDef]:
    """What `changes` mean for the usage of their user: one write for all of them, or none."""
    stored = [change for change in changes if change.stored]
    if not stored:
        return []
    size_bytes = sum(change.stored * change.after.media.size_bytes for change in stored)
    update: UpdateTypeDef = {
        "TableName": tables.counts,
        "Key": {USER_ID: {"S": str(stored[0].after.media.user_id)}, FACET_VALUE: {"S": USAGE}},
        "UpdateExpression": f"ADD {MEDIA_COUNT} :items, {SIZE_BYTES} :bytes, {MOVES} :one",
        "ExpressionAttributeValues": {
            ":one": {"N": "1"},
            ":items": {"N": str(sum(change.stored for change in stored))},
            ":bytes": {"N": str(size_bytes)},
        },
    }
    return [{"Update": update}]
