"""A change as the writes of one transaction."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from momento_catalog.adapters.outbound.dynamodb.activity_item import write_event
from momento_catalog.adapters.outbound.dynamodb.checksum_items import checksum_writes
from momento_catalog.adapters.outbound.dynamodb.keys import entry_place, facet_key, facet_value
from momento_catalog.adapters.outbound.dynamodb.record_item import write_record
from momento_catalog.adapters.outbound.dynamodb.tables import (
    FACET_KEY,
    FACET_VALUE,
    MEDIA_COUNT,
    MOVES,
    REMOVED,
    REVISION,
    SORT_KEY,
    USER_ID,
    Tables,
)

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

    from momento_catalog.adapters.outbound.dynamodb.record_item import Item
    from momento_catalog.domain.facets import Facet
    from momento_catalog.domain.record import Change


def transaction(change: Change, tables: Tables) -> list[TransactWriteItemTypeDef]:
    """The writes of `change`; the record comes first and carries the condition for all of them."""
    steps = [(facet, 1) for facet in change.added] + [(facet, -1) for facet in change.removed]
    counted = [(facet, step) for facet, step in steps if not facet.exclusive]
    counts: Counter[str] = Counter()
    for facet, step in counted:
        counts[facet_value(facet)] += step
    return [
        _record(change, tables.media),
        *checksum_writes(change, tables),
        *_event(change, tables.activity),
        *(_entry(change, facet, step, tables.facets) for facet, step in counted),
        # A count that stays as it is, of an album in which an item moves, is written too: see MOVES.
        *(_count(change, value, step, tables.counts) for value, step in counts.items()),
    ]


def _record(change: Change, table: str) -> TransactWriteItemTypeDef:
    item = write_record(change.after)
    if change.before is None:
        return {"Put": {"TableName": table, "Item": item, "ConditionExpression": f"attribute_not_exists({USER_ID})"}}
    return {
        "Put": {
            "TableName": table,
            "Item": item,
            "ConditionExpression": f"{REVISION} = :revision",
            "ExpressionAttributeValues": {":revision": {"N": str(change.before.revision)}},
        }
    }


def _event(change: Change, table: str) -> list[TransactWriteItemTypeDef]:
    # Without a condition: its id is new or, where a restorer records an upload again, the event is the same.
    return [{"Put": {"TableName": table, "Item": write_event(change.event)}}] if change.event else []


def _entry(change: Change, facet: Facet, step: int, table: str) -> TransactWriteItemTypeDef:
    media = change.after.media
    item: Item = {FACET_KEY: {"S": facet_key(media.user_id, facet)}, SORT_KEY: {"S": entry_place(facet, media.moment)}}
    return {"Put": {"TableName": table, "Item": item if step > 0 else {**item, REMOVED: {"BOOL": True}}}}


def _count(change: Change, value: str, step: int, table: str) -> TransactWriteItemTypeDef:
    return {
        "Update": {
            "TableName": table,
            "Key": {USER_ID: {"S": str(change.after.media.user_id)}, FACET_VALUE: {"S": value}},
            "UpdateExpression": f"ADD {MEDIA_COUNT} :step, {MOVES} :one",
            "ExpressionAttributeValues": {":step": {"N": str(step)}, ":one": {"N": "1"}},
        }
    }
