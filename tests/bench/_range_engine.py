"""DynamoDB's reads over SQLite: an engine that reads ranges, as DynamoDB does and the embedded AWS does not.

It is a client as boto3 makes it, as far as the catalog's adapters ask, so that they run on it unchanged. It counts the
items that requests read and their read units by AWS's rules. Conditions of writes are not looked at: a bench writes
everything once.
"""

from __future__ import annotations

import math
import pickle
import sqlite3
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

KEYS: Final = {
    "momento-media": ("userId", "uploadId"),
    "momento-facets": ("facetKey", "sortKey"),
    "momento-facet-counts": ("userId", "facetValue"),
    "momento-activity": ("userId", "eventId"),
}
PAGE_BYTES: Final = 1_000_000
UNIT_BYTES: Final = 4096
"""A strongly consistent read unit (Amazon DynamoDB Developer Guide, "Capacity unit consumption")."""

Item = dict[str, Any]


@dataclass
class Meter:
    """What was read: items by table, units, requests."""

    records: int = 0
    entries: int = 0
    counts: int = 0
    units: int = 0
    requests: int = 0

    def read(self, table: str, number: int) -> None:
        """Counts `number` items of `table`."""
        name = {"momento-media": "records", "momento-facets": "entries", "momento-facet-counts": "counts"}[table]
        setattr(self, name, getattr(self, name) + number)


class RangeEngine:
    """The part of a DynamoDB client that the catalog uses."""

    exceptions = SimpleNamespace(TransactionCanceledException=type("NeverCanceled", (Exception,), {}))

    def __init__(self) -> None:
        self.meter = Meter()
        self._sql = sqlite3.connect(":memory:", isolation_level=None)
        self._sql.execute(
            "CREATE TABLE items (place TEXT, sort TEXT, size INTEGER, item BLOB, PRIMARY KEY (place, sort))"
            " WITHOUT ROWID"
        )

    def items(self) -> Iterator[tuple[str, Item]]:
        """All there is, each with the name of its table."""
        for place, item in self._sql.execute("SELECT place, item FROM items"):
            yield place.partition("/")[0], pickle.loads(item)  # noqa: S301  # its own

    def get_item(self, *, TableName: str, Key: Item, **_: Any) -> Item:  # noqa: N803  # boto3's names
        """Reads one item."""
        found = self._get(TableName, Key)
        self._charge(TableName, [found] if found else [], together=False)
        return {"Item": found[1]} if found else {}

    def batch_get_item(self, *, RequestItems: Mapping[str, Any]) -> Item:  # noqa: N803  # boto3's names
        """Reads items by key; each costs its own units."""
        ((table, asked),) = RequestItems.items()
        found = [each for key in asked["Keys"] if (each := self._get(table, key))]
        self._charge(table, found, together=False)
        return {"Responses": {table: [item for _, item in found]}, "UnprocessedKeys": {}}

    def query(self, **request: Any) -> Item:
        """Reads a range of a partition up to a limit or a megabyte; all of it is charged, before any filter."""
        table, start = request["TableName"], request.get("ExclusiveStartKey")
        limit, found, size = request.get("Limit", math.inf), [], 0
        for each in self._range(request, start):
            found.append(each)
            size += each[0]
            if len(found) == limit or size >= PAGE_BYTES:
                break
        self._charge(table, found, together=True)
        ended = len(found) < limit and size < PAGE_BYTES
        last = {} if ended else {"LastEvaluatedKey": {name: found[-1][1][name] for name in KEYS[table]}}
        return {"Items": [item for _, item in found if _passes(item)], **last}

    def transact_write_items(self, *, TransactItems: list[Item]) -> None:  # noqa: N803  # boto3's names
        """Puts items, and adds to numbers."""
        self._sql.execute("BEGIN")
        for write in TransactItems:
            if "Put" in write:
                self._put(write["Put"]["TableName"], write["Put"]["Item"])
            else:
                self._add(write["Update"])
        self._sql.execute("COMMIT")

    def _add(self, update: Item) -> None:
        known = self._get(update["TableName"], update["Key"])
        item = dict(known[1]) if known else dict(update["Key"])
        for change in update["UpdateExpression"].removeprefix("ADD ").split(","):
            name, value = change.split()
            former = int(item.get(name, {"N": "0"})["N"])
            item[name] = {"N": str(former + int(update["ExpressionAttributeValues"][value]["N"]))}
        self._put(update["TableName"], item)

    def _put(self, table: str, item: Item) -> None:
        place, sort = (item[name]["S"] for name in KEYS[table])
        row = (f"{table}/{place}", sort, size_of(item), pickle.dumps(item))
        self._sql.execute("INSERT OR REPLACE INTO items VALUES (?, ?, ?, ?)", row)

    def _get(self, table: str, key: Item) -> tuple[int, Item] | None:
        place, sort = (key[name]["S"] for name in KEYS[table])
        rows = self._sql.execute(
            "SELECT size, item FROM items WHERE place = ? AND sort = ?", (f"{table}/{place}", sort)
        )
        return next(((size, pickle.loads(item)) for size, item in rows), None)  # noqa: S301  # its own

    def _range(self, request: Item, start: Item | None) -> Iterator[tuple[int, Item]]:
        table, values = request["TableName"], request["ExpressionAttributeValues"]
        place = values.get(":partition") or values[":user"]
        lowest = values.get(":lowest") or values.get(":prefix") or {"S": ""}
        highest = values.get(":highest") or {"S": f"{lowest['S']}\U0010ffff"}
        order, low, high = "ASC", lowest["S"], highest["S"]
        beyond = start[KEYS[table][1]]["S"] if start else None
        if not request.get("ScanIndexForward", True):
            order = "DESC"
        comparison = "" if beyond is None else f" AND sort {'>' if order == 'ASC' else '<'} ?"
        rows = self._sql.execute(
            f"SELECT size, item FROM items WHERE place = ? AND sort BETWEEN ? AND ?{comparison} ORDER BY sort {order}",  # noqa: S608  # of fixed parts
            (f"{table}/{place['S']}", low, high, *([] if beyond is None else [beyond])),
        )
        return ((size, pickle.loads(item)) for size, item in rows)  # noqa: S301  # its own

    def _charge(self, table: str, found: list[tuple[int, Item]], *, together: bool) -> None:
        sizes = [sum(size for size, _ in found)] if together else [size for size, _ in found]
        self.meter.requests += 1
        self.meter.read(table, len(found))
        self.meter.units += sum(max(1, math.ceil(size / UNIT_BYTES)) for size in sizes)


def size_of(item: Item) -> int:
    """Bytes of an item as DynamoDB counts them (Developer Guide, "DynamoDB item sizes and formats")."""
    return sum(len(name.encode()) + _value_size(value) for name, value in item.items())


def _value_size(value: Item) -> int:
    ((kind, content),) = value.items()
    sizes: dict[str, Callable[[], int]] = {
        "S": lambda: len(content.encode()),
        "B": lambda: len(content),
        "N": lambda: len(content.strip("-0.")) // 2 + 2,
        "SS": lambda: sum(len(text.encode()) for text in content),
        "L": lambda: 3 + sum(1 + _value_size(each) for each in content),
        "M": lambda: 3 + len(content) + size_of(content),
        "BOOL": lambda: 1,
        "NULL": lambda: 1,
    }
    return sizes[kind]()


def _passes(item: Item) -> bool:
    """The two filters that the catalog asks with: no tombstones among entries, no noughts among counts."""
    return "removed" not in item and item.get("mediaCount", {"N": "1"})["N"] != "0"
