"""Changes as the writes of transactions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Final

from momento_catalog.adapters.outbound.dynamodb.audit.activity_item import write_event
from momento_catalog.adapters.outbound.dynamodb.keys import entry_place, facet_key, facet_value
from momento_catalog.adapters.outbound.dynamodb.records.checksum_items import checksum_writes, usage_writes
from momento_catalog.adapters.outbound.dynamodb.records.record_item import write_record
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
    from collections.abc import Collection, Iterable, Iterator

    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

    from momento_catalog.adapters.outbound.dynamodb.tables import Item
    from momento_catalog.domain.index.facets import Facet
    from momento_catalog.domain.index.media_record import Change


MAX_WRITES: Final = 100
"""What TransactWriteItems takes (Amazon DynamoDB Developer Guide, "Quotas")."""


_MAX_BESIDE_ENTRIES: Final = 3
"""Writes of a change beside its entries: record, checksum, event."""
_USAGE: Final = 1
"""The write of the user's usage, for all changes together."""


@dataclass
class Transaction:
    """Changes of different items of one user that are written together; what they add to a count is added once."""

    tables: Tables
    changes: list[Change] = field(default_factory=list)
    _writes: list[list[TransactWriteItemTypeDef]] = field(default_factory=list)
    _counts: Counter[str] = field(default_factory=Counter)

    def takes(self, change: Change) -> bool:
        """Whether `change` fits in."""
        if not self.changes:
            return True
        counts = len(self._counts.keys() | _steps(change).keys())
        own = _MAX_BESIDE_ENTRIES + len(_counted(change)) + sum(map(len, self._writes))
        return own + counts + _USAGE <= MAX_WRITES

    def add(self, change: Change) -> None:
        """Puts `change` with the others."""
        self.changes.append(change)
        self._writes.append(_own_writes(change, self.tables))
        # Counter.update keeps a count that stays as it is, of an album in which an item moves: see MOVES.
        self._counts.update(_steps(change))

    @property
    def items(self) -> list[TransactWriteItemTypeDef]:
        """The writes; those of each change's own items come first, in the order of the changes."""
        user_id = str(self.changes[0].after.media.user_id)
        counts = [_count(user_id, value, step, self.tables.counts) for value, step in self._counts.items()]
        return [*chain.from_iterable(self._writes), *usage_writes(self.changes, self.tables), *counts]

    def meant_by(self, positions: Collection[int]) -> list[Change]:
        """The changes whose own writes stand at `positions` of `items`."""
        owners = [change for change, writes in zip(self.changes, self._writes, strict=True) for _ in writes]
        return [owners[position] for position in positions if position < len(owners)]


def transactions(changes: Iterable[Change], tables: Tables) -> Iterator[Transaction]:
    """As few transactions as hold all of `changes`, in their order."""
    current = Transaction(tables)
    for change in changes:
        if not current.takes(change):
            yield current
            current = Transaction(tables)
        current.add(change)
    if current.changes:
        yield current


def _own_writes(change: Change, tables: Tables) -> list[TransactWriteItemTypeDef]:
    """The record, which comes first and carries the condition for all of them, and what else is of this item alone."""
    entries = [_entry(change, facet, step, tables.facets) for facet, step in _counted(change)]
    return [_record(change, tables.media), *checksum_writes(change, tables), *_event(change, tables.activity), *entries]


def _counted(change: Change) -> list[tuple[Facet, int]]:
    steps = [(facet, 1) for facet in change.added] + [(facet, -1) for facet in change.removed]
    return [(facet, step) for facet, step in steps if not facet.exclusive]


def _steps(change: Change) -> Counter[str]:
    counts: Counter[str] = Counter()
    for facet, step in _counted(change):
        counts[facet_value(facet)] += step
    return counts


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


def _count(user_id: str, value: str, step: int, table: str) -> TransactWriteItemTypeDef:
    return {
        "Update": {
            "TableName": table,
            "Key": {USER_ID: {"S": user_id}, FACET_VALUE: {"S": value}},
            "UpdateExpression": f"ADD {MEDIA_COUNT} :step, {MOVES} :one",
            "ExpressionAttributeValues": {":step": {"N": str(step)}, ":one": {"N": "1"}},
        }
    }
