"""BatchGetItem for any number of keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from momento_catalog.adapters.outbound.dynamodb.backoff import Backoff
from momento_catalog.domain.errors import StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import KeysAndAttributesTypeDef

    from momento_catalog.adapters.outbound.dynamodb.tables import Item

_MAX_KEYS: Final = 100
"""What one BatchGetItem takes."""


def batch_get(client: DynamoDBClient, table: str, keys: Sequence[Item], attributes: Sequence[str] = ()) -> list[Item]:
    """The items that exist under `keys`, in no order, strongly consistent; whole, or these `attributes` of them.

    Raises StoreUnavailable when DynamoDB keeps leaving keys out, and what botocore raises.
    """
    found: list[Item] = []
    for start in range(0, len(keys), _MAX_KEYS):
        found.extend(_batch(client, table, keys[start : start + _MAX_KEYS], _projection(attributes)))
    return found


def _batch(
    client: DynamoDBClient, table: str, keys: Sequence[Item], projection: KeysAndAttributesTypeDef
) -> Iterator[Item]:
    for _ in Backoff():
        answer = client.batch_get_item(RequestItems={table: {**projection, "Keys": keys, "ConsistentRead": True}})
        yield from answer["Responses"].get(table, [])
        if table not in answer["UnprocessedKeys"]:
            return
        keys = answer["UnprocessedKeys"][table]["Keys"]
    raise StoreUnavailable("The catalog's store is too busy just now; try again in a moment.")


def _projection(attributes: Sequence[str]) -> KeysAndAttributesTypeDef:
    """What of an item is read; by aliases, since a name may be a reserved word."""
    names = {f"#{number}": name for number, name in enumerate(attributes)}
    if not names:
        return {"Keys": ()}
    return {"Keys": (), "ProjectionExpression": ", ".join(names), "ExpressionAttributeNames": names}
