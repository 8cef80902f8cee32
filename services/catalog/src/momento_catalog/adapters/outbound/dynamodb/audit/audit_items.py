"""Mends as writes: each carries the condition that what it is founded on still holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_catalog.adapters.outbound.dynamodb.keys import (
    checksum_key,
    entry_place,
    facet_key,
    facet_value,
    read_entry_place,
    read_sort_key,
)
from momento_catalog.adapters.outbound.dynamodb.tables import (
    FACET_KEY,
    FACET_VALUE,
    MEDIA_COUNT,
    MOVES,
    REMOVED,
    REVISION,
    SORT_KEY,
    TRASHED,
    UPLOAD_ID,
    USER_ID,
    Tables,
)
from momento_catalog.domain.index.facets import Facet, FacetName
from momento_catalog.domain.index.index_entry import IndexEntry
from momento_catalog.domain.timeline.timeline import Moment

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef, UpdateItemInputTypeDef

    from momento_catalog.adapters.outbound.dynamodb.tables import Item
    from momento_catalog.domain.identifiers import UserId
    from momento_catalog.domain.index.index_entry import Basis
    from momento_catalog.domain.records.checksum import Holder, Sha256


def entry_key(user_id: UserId, entry: IndexEntry) -> Item:
    """The key of `entry`."""
    # An album's entry stands at its place, and the time has no part in its key.
    place = (
        f"{entry.facet.place}#{entry.upload_id}"
        if entry.taken_at is None
        else entry_place(entry.facet, Moment(entry.taken_at, entry.upload_id))
    )
    return {FACET_KEY: {"S": facet_key(user_id, entry.facet)}, SORT_KEY: {"S": place}}


def read_entry(facet: Facet, sort_key: str) -> IndexEntry:
    """The entry in the partition of `facet` that stands at `sort_key`."""
    if facet.name is FacetName.ALBUM:
        position = read_entry_place(sort_key)
        return IndexEntry(Facet(facet.name, facet.value, str(position.key)), position.upload_id, None)
    moment = read_sort_key(sort_key)
    return IndexEntry(facet, moment.upload_id, moment.taken_at)


def entry_repair(entry: IndexEntry, basis: Basis, tables: Tables, *, stands: bool) -> list[TransactWriteItemTypeDef]:
    """The writes that let `entry` stand or not; its count is only touched, so that anyone who counts looks again."""
    removed: Item = {} if stands else {REMOVED: {"BOOL": True}}
    return [
        _unchanged(basis, tables.media),
        {"Put": {"TableName": tables.facets, "Item": {**entry_key(basis.user_id, entry), **removed}}},
        {
            "Update": {
                "TableName": tables.counts,
                "Key": {USER_ID: {"S": str(basis.user_id)}, FACET_VALUE: {"S": facet_value(entry.facet)}},
                "UpdateExpression": f"ADD {MEDIA_COUNT} :zero, {MOVES} :one",
                "ExpressionAttributeValues": {":zero": {"N": "0"}, ":one": {"N": "1"}},
            }
        },
    ]


def checksum_repair(
    checksum: Sha256, holder: Holder | None, seen: Holder | None, basis: Basis, tables: Tables
) -> list[TransactWriteItemTypeDef]:
    """The writes that let the entry of `checksum` name `holder`, or nobody, if it still names `seen`."""
    item: Item = {
        **checksum_key(basis.user_id, checksum),
        UPLOAD_ID: {"S": str(holder.upload_id if holder else basis.upload_id)},
        TRASHED: {"BOOL": holder.trashed if holder else False},
    }
    if holder is None:
        item[REMOVED] = {"BOOL": True}
    nobody = f"attribute_not_exists({FACET_KEY}) OR {REMOVED} = :removed"
    values: Item = {":removed": {"BOOL": True}}
    if seen is not None:
        nobody = f"{UPLOAD_ID} = :seen AND attribute_not_exists({REMOVED})"
        values = {":seen": {"S": str(seen.upload_id)}}
    return [
        _unchanged(basis, tables.media),
        {
            "Put": {
                "TableName": tables.facets,
                "Item": item,
                "ConditionExpression": nobody,
                "ExpressionAttributeValues": values,
            }
        },
    ]


def set_tally(user_id: UserId, value: str, moves: int, numbers: dict[str, int], table: str) -> UpdateItemInputTypeDef:
    """The write that sets a count or the usage, if it was written just `moves` times."""
    # Counts that were written before their writes were counted have no such number.
    unmoved = f"{MOVES} = :moves" if moves else f"attribute_not_exists({MOVES})"
    values: Item = {f":{name}": {"N": str(number)} for name, number in numbers.items()}
    seen: Item = {":moves": {"N": str(moves)}} if moves else {}
    return {
        "TableName": table,
        "Key": {USER_ID: {"S": str(user_id)}, FACET_VALUE: {"S": value}},
        "UpdateExpression": f"SET {', '.join(f'{name} = :{name}' for name in numbers)} ADD {MOVES} :one",
        "ConditionExpression": unmoved,
        "ExpressionAttributeValues": {**values, **seen, ":one": {"N": "1"}},
    }


def _unchanged(basis: Basis, table: str) -> TransactWriteItemTypeDef:
    key: Item = {USER_ID: {"S": str(basis.user_id)}, UPLOAD_ID: {"S": str(basis.upload_id)}}
    if basis.revision is None:
        return {
            "ConditionCheck": {
                "TableName": table,
                "Key": key,
                "ConditionExpression": f"attribute_not_exists({USER_ID})",
            }
        }
    return {
        "ConditionCheck": {
            "TableName": table,
            "Key": key,
            "ConditionExpression": f"{REVISION} = :revision",
            "ExpressionAttributeValues": {":revision": {"N": str(basis.revision)}},
        }
    }
