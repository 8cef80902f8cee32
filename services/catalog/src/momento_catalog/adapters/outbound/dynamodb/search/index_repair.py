"""The whole index of one user in DynamoDB, for those who set it right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from momento_catalog.adapters.aws_errors import aws_errors
from momento_catalog.adapters.outbound.dynamodb.audit.audit_items import (
    checksum_repair,
    entry_key,
    entry_repair,
    read_entry,
    set_tally,
)
from momento_catalog.adapters.outbound.dynamodb.backoff import Backoff
from momento_catalog.adapters.outbound.dynamodb.batch_get import batch_get
from momento_catalog.adapters.outbound.dynamodb.keys import USAGE, facet_key, facet_value, read_facet_value
from momento_catalog.adapters.outbound.dynamodb.records.record_item import read_record
from momento_catalog.adapters.outbound.dynamodb.tables import (
    FACET_KEY,
    FACET_VALUE,
    MEDIA_COUNT,
    MOVES,
    REMOVED,
    SIZE_BYTES,
    SORT_KEY,
    USER_ID,
    Tables,
)
from momento_catalog.adapters.outbound.dynamodb.transaction import write_all
from momento_catalog.domain.index.index_entry import CountTally, IndexEntry, UsageTally, entries_of
from momento_catalog.domain.usage.usage import Usage

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef

    from momento_catalog.adapters.outbound.dynamodb.tables import Item
    from momento_catalog.adapters.tenants import Tenants
    from momento_catalog.domain.identifiers import UserId
    from momento_catalog.domain.index.facets import Facet
    from momento_catalog.domain.index.index_entry import Basis
    from momento_catalog.domain.index.media_record import MediaRecord
    from momento_catalog.domain.records.checksum import Holder, Sha256


class DynamoDbIndexAudit:
    """Implements the port `IndexAudit` with Queries of whole partitions, all strongly consistent."""

    def __init__(self, tenants: Tenants, tables: Tables, backoff: Backoff | None = None) -> None:
        """Takes where clients come from, what the tables are called, and how to try again."""
        self._tenants = tenants
        self._tables = tables
        self._backoff = backoff or Backoff()

    def records(self, user_id: UserId) -> Iterator[MediaRecord]:
        """See the port."""
        return map(read_record, self._partition(user_id, self._tables.media, USER_ID, str(user_id)))

    def facets(self, user_id: UserId) -> Iterator[Facet]:
        """See the port."""
        for item in self._partition(user_id, self._tables.counts, USER_ID, str(user_id)):
            if item[FACET_VALUE]["S"] != USAGE:
                yield read_facet_value(item[FACET_VALUE]["S"])

    def entries(self, user_id: UserId, facet: Facet) -> Iterator[IndexEntry]:
        """See the port."""
        items = self._partition(user_id, self._tables.facets, FACET_KEY, facet_key(user_id, facet))
        return (read_entry(facet, item[SORT_KEY]["S"]) for item in items if REMOVED not in item)

    def missing(self, record: MediaRecord) -> Collection[IndexEntry]:
        """See the port."""
        user_id = record.media.user_id
        keys = {entry: entry_key(user_id, entry) for entry in entries_of(record)}
        with aws_errors():
            items = batch_get(self._tenants.dynamodb(str(user_id)), self._tables.facets, list(keys.values()))
        standing = [{FACET_KEY: item[FACET_KEY], SORT_KEY: item[SORT_KEY]} for item in items if REMOVED not in item]
        return [entry for entry, key in keys.items() if key not in standing]

    def put_entry(self, entry: IndexEntry, basis: Basis, *, stands: bool) -> None:
        """See the port."""
        write_all(self._tenants, basis.user_id, entry_repair(entry, basis, self._tables, stands=stands), self._backoff)

    def put_holder(self, checksum: Sha256, holder: Holder | None, seen: Holder | None, basis: Basis) -> None:
        """See the port."""
        write_all(
            self._tenants, basis.user_id, checksum_repair(checksum, holder, seen, basis, self._tables), self._backoff
        )

    def count(self, user_id: UserId, facet: Facet) -> CountTally:
        """See the port."""
        item = self._tally(user_id, facet_value(facet))
        return CountTally(_number(item, MEDIA_COUNT), _number(item, MOVES))

    def set_count(self, user_id: UserId, facet: Facet, seen: CountTally, media_count: int) -> bool:
        """See the port."""
        return self._set(user_id, facet_value(facet), seen.moves, {MEDIA_COUNT: media_count})

    def usage(self, user_id: UserId) -> UsageTally:
        """See the port."""
        item = self._tally(user_id, USAGE)
        return UsageTally(Usage(_number(item, MEDIA_COUNT), _number(item, SIZE_BYTES)), _number(item, MOVES))

    def set_usage(self, user_id: UserId, seen: UsageTally, usage: Usage) -> bool:
        """See the port."""
        return self._set(user_id, USAGE, seen.moves, {MEDIA_COUNT: usage.media_count, SIZE_BYTES: usage.size_bytes})

    def _tally(self, user_id: UserId, value: str) -> Item:
        with aws_errors():
            answer = self._tenants.dynamodb(str(user_id)).get_item(
                TableName=self._tables.counts,
                Key={USER_ID: {"S": str(user_id)}, FACET_VALUE: {"S": value}},
                ConsistentRead=True,
            )
        return answer.get("Item", {})

    def _set(self, user_id: UserId, value: str, moves: int, numbers: dict[str, int]) -> bool:
        with aws_errors():
            client = self._tenants.dynamodb(str(user_id))
            try:
                client.update_item(**set_tally(user_id, value, moves, numbers, self._tables.counts))
            except client.exceptions.ConditionalCheckFailedException:
                return False
        return True

    def _partition(self, user_id: UserId, table: str, name: str, value: str) -> Iterator[Item]:
        request: QueryInputTypeDef = {
            "TableName": table,
            "KeyConditionExpression": f"{name} = :partition",
            "ExpressionAttributeValues": {":partition": {"S": value}},
            "ConsistentRead": True,
        }
        while True:
            with aws_errors():
                answer = self._tenants.dynamodb(str(user_id)).query(**request)
            yield from answer["Items"]
            if "LastEvaluatedKey" not in answer:
                return
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def _number(item: Item, name: str) -> int:
    value: Any = item.get(name, {"N": "0"})
    return int(value["N"])
