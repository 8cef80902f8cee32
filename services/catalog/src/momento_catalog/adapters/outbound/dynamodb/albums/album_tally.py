"""How many albums a user has: one item of the index table, written in the transaction that adds an album.

Albums were not always counted. Where there is no number yet, those that are there are counted once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_catalog.adapters.aws_errors import aws_errors
from momento_catalog.adapters.outbound.dynamodb.keys import ALBUM_TALLY_PLACE, album_tally_key, albums_key
from momento_catalog.adapters.outbound.dynamodb.tables import FACET_KEY, MEDIA_COUNT, SORT_KEY

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef, TransactWriteItemTypeDef

    from momento_catalog.adapters.outbound.dynamodb.tables import Item
    from momento_catalog.adapters.tenants import Tenants
    from momento_catalog.domain.identifiers import UserId


def one_more(user_id: UserId, most: int, table: str) -> TransactWriteItemTypeDef:
    """The write that counts one more, on the condition that fewer than `most` are counted."""
    return {
        "Update": {
            "TableName": table,
            "Key": _key(user_id),
            "UpdateExpression": f"ADD {MEDIA_COUNT} :one",
            "ConditionExpression": f"{MEDIA_COUNT} < :most",
            "ExpressionAttributeValues": {":one": {"N": "1"}, ":most": {"N": str(most)}},
        }
    }


def is_counted(tenants: Tenants, user_id: UserId, table: str) -> bool:
    """Whether there is a number; raises StoreUnavailable."""
    with aws_errors():
        answer = tenants.dynamodb(str(user_id)).get_item(TableName=table, Key=_key(user_id), ConsistentRead=True)
    return "Item" in answer


def begin(tenants: Tenants, user_id: UserId, table: str) -> None:
    """Writes the number of albums that are there, unless there is one; raises StoreUnavailable."""
    item: Item = {**_key(user_id), MEDIA_COUNT: {"N": str(_albums(tenants, user_id, table))}}
    with aws_errors():
        client = tenants.dynamodb(str(user_id))
        try:
            client.put_item(TableName=table, Item=item, ConditionExpression=f"attribute_not_exists({FACET_KEY})")
        except client.exceptions.ConditionalCheckFailedException:
            return


def _albums(tenants: Tenants, user_id: UserId, table: str) -> int:
    request: QueryInputTypeDef = {
        "TableName": table,
        "KeyConditionExpression": f"{FACET_KEY} = :partition",
        "ExpressionAttributeValues": {":partition": {"S": albums_key(user_id)}},
        "Select": "COUNT",
        "ConsistentRead": True,
    }
    counted = 0
    while True:
        with aws_errors():
            answer = tenants.dynamodb(str(user_id)).query(**request)
        counted += answer["Count"]
        if "LastEvaluatedKey" not in answer:
            return counted
        request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def _key(user_id: UserId) -> Item:
    return {FACET_KEY: {"S": album_tally_key(user_id)}, SORT_KEY: {"S": ALBUM_TALLY_PLACE}}
