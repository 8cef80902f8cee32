"""Records in DynamoDB."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_catalog.adapters.aws_errors import aws_errors
from momento_catalog.adapters.outbound.dynamodb.batch_get import batch_get
from momento_catalog.adapters.outbound.dynamodb.records.record_item import read_record
from momento_catalog.adapters.outbound.dynamodb.tables import PURGED_AT, UPLOAD_ID, USER_ID, Tables
from momento_catalog.domain.identifiers import UploadId

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef

    from momento_catalog.adapters.outbound.dynamodb.tables import Item
    from momento_catalog.adapters.tenants import Tenants
    from momento_catalog.domain.identifiers import UserId
    from momento_catalog.domain.index.media_record import MediaRecord


class DynamoDbMediaRecords:
    """Implements the port `MediaRecords` with GetItem, BatchGetItem and Query, all strongly consistent."""

    def __init__(self, tenants: Tenants, tables: Tables) -> None:
        """Takes where clients come from and what the tables are called."""
        self._tenants = tenants
        self._tables = tables

    def get(self, user_id: UserId, upload_id: UploadId) -> MediaRecord | None:
        """See the port."""
        with aws_errors():
            answer = self._tenants.dynamodb(str(user_id)).get_item(
                TableName=self._tables.media, Key=_key(user_id, upload_id), ConsistentRead=True
            )
        return read_record(answer["Item"]) if "Item" in answer else None

    def get_many(self, user_id: UserId, upload_ids: Sequence[UploadId]) -> Mapping[UploadId, MediaRecord]:
        """See the port."""
        keys = [_key(user_id, upload_id) for upload_id in dict.fromkeys(upload_ids)]
        with aws_errors():
            items = batch_get(self._tenants.dynamodb(str(user_id)), self._tables.media, keys)
        records = map(read_record, items)
        return {record.media.upload_id: record for record in records}

    def present(self, user_id: UserId, upload_ids: Sequence[UploadId]) -> AbstractSet[UploadId]:
        """See the port."""
        keys = [_key(user_id, upload_id) for upload_id in dict.fromkeys(upload_ids)]
        with aws_errors():
            items = batch_get(self._tenants.dynamodb(str(user_id)), self._tables.media, keys, (UPLOAD_ID, PURGED_AT))
        return {UploadId(item[UPLOAD_ID]["S"]) for item in items if PURGED_AT not in item}

    def in_order(self, user_id: UserId, after: UploadId | None, most: int) -> Sequence[MediaRecord]:
        """See the port."""
        found: list[MediaRecord] = []
        request = self._request(user_id, after)
        while True:
            request["Limit"] = most - len(found)
            with aws_errors():
                answer = self._tenants.dynamodb(str(user_id)).query(**request)
            found.extend(map(read_record, answer["Items"]))
            if len(found) == most or "LastEvaluatedKey" not in answer:
                return found
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def _request(self, user_id: UserId, after: UploadId | None) -> QueryInputTypeDef:
        beyond = f" AND {UPLOAD_ID} > :after" if after else ""
        bound = {":after": {"S": str(after)}} if after else {}
        return {
            "TableName": self._tables.media,
            "KeyConditionExpression": f"{USER_ID} = :user{beyond}",
            "FilterExpression": f"attribute_not_exists({PURGED_AT})",
            "ExpressionAttributeValues": {":user": {"S": str(user_id)}, **bound},
            "ConsistentRead": True,
        }


def _key(user_id: UserId, upload_id: UploadId) -> Item:
    return {USER_ID: {"S": str(user_id)}, UPLOAD_ID: {"S": str(upload_id)}}
