"""Keeps the items of DynamoDB's tables, and which transactions were done under which token.

Ministack changes items through two functions. These stand before them, also for the thread that removes what has
expired.
"""
# ruff: noqa: SLF001  # ministack has no other way in; requirements.lock pins its exact version

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from ministack.core.responses import get_account_id, get_region
from ministack.services import dynamodb

if TYPE_CHECKING:
    from collections.abc import Iterator

    from momento_local.embedded_aws.recorder import Change, Recorder

TOKENS_KEPT: Final = 10_000
"""Tokens that a snapshot takes along; DynamoDB forgets one after ten minutes (API reference, ClientRequestToken)."""


class Digest(str):
    """Stands for a transaction in the place of its whole text, and equals whatever has the same digest."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return str.__eq__(self, other if isinstance(other, Digest) else digest(other))

    __hash__ = str.__hash__


def digest(request: Any) -> Digest:
    """The digest of a request's members."""
    return Digest(hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest())


class Items:
    """Items and transaction tokens."""

    kinds: Final = ("put", "remove", "replace", "token")

    def install(self, recorder: Recorder) -> None:
        """Stands before the functions that change items."""
        set_item, remove_item, store = dynamodb._set_item, dynamodb._remove_item, dynamodb._txn_token_store
        items_replaced = dynamodb._items_replaced

        def recording_set(table: dict[str, Any], partition: str, sort: str, item: dict[str, Any]) -> Any:
            with recorder.lock:
                old = set_item(table, partition, sort, item)
                recorder.record(["put", table["TableArn"], partition, sort, item])
            return old

        def recording_remove(table: dict[str, Any], partition: str, sort: str) -> Any:
            with recorder.lock:
                old = remove_item(table, partition, sort)
                recorder.record(["remove", table["TableArn"], partition, sort])
            return old

        def recording_replaced(table: dict[str, Any]) -> None:
            with recorder.lock:
                items_replaced(table)
                recorder.record(["replace", table["TableArn"], table["items"]])

        def recording_store(token: str, entry: dict[str, Any]) -> None:
            entry["signature"] = digest(entry["signature"])
            with recorder.lock:
                store(token, entry)
                recorder.record(["token", get_account_id(), get_region(), token, entry])

        dynamodb._set_item, dynamodb._remove_item = recording_set, recording_remove
        dynamodb._items_replaced, dynamodb._txn_token_store = recording_replaced, recording_store

    def apply(self, change: Change) -> None:
        """Does again what a change says; a table that was never described does not exist."""
        kind, *rest = change
        if kind == "token":
            account, region, token, entry = rest
            entry["signature"] = Digest(entry["signature"])
            dynamodb._txn_idempotency.set_scoped(account, region, token, entry)
        elif (table := table_of(rest[0])) is not None:
            self._apply(kind, table, rest[1:])

    @staticmethod
    def _apply(kind: str, table: dict[str, Any], rest: list[Any]) -> None:
        if kind == "put":
            table["items"][rest[0]][rest[1]] = rest[2]
        elif kind == "replace":
            table["items"] = defaultdict(dict, rest[0])
        else:
            sorts = table["items"].get(rest[0], {})
            sorts.pop(rest[1], None)
            if not sorts:
                table["items"].pop(rest[0], None)

    def recovered(self) -> None:
        """Counts the items."""
        for table in dynamodb._tables.all_values():
            dynamodb._items_replaced(table)

    def dump(self) -> Iterator[Change]:
        """One change for each item."""
        for table in dynamodb._tables.all_values():
            for partition, sorts in table["items"].items():
                for sort, item in sorts.items():
                    yield ["put", table["TableArn"], partition, sort, item]
        tokens = dynamodb._txn_idempotency._data
        for (account, region, token), entry in islice(tokens.items(), max(0, len(tokens) - TOKENS_KEPT), None):
            yield ["token", account, region, token, entry]


def table_of(arn: str) -> dict[str, Any] | None:
    """The table with this name (arn:aws:dynamodb:REGION:ACCOUNT:table/NAME); None when there is none."""
    _, _, _, region, account, resource = arn.split(":", 5)
    table: dict[str, Any] | None = dynamodb._tables.get_scoped(account, region, resource.removeprefix("table/"))
    return table
