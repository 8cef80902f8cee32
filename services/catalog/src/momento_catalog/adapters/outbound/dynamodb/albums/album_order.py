"""The order of albums in DynamoDB: a partition of the index for each, whose sort key begins with the place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from momento_catalog.adapters.aws_errors import aws_errors
from momento_catalog.adapters.outbound.dynamodb.keys import facet_key, read_entry_place
from momento_catalog.adapters.outbound.dynamodb.tables import FACET_KEY, REMOVED, SORT_KEY, Tables
from momento_catalog.domain.index.facets import album_facet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef

    from momento_catalog.adapters.tenants import Tenants
    from momento_catalog.domain.albums.album import AlbumPosition
    from momento_catalog.domain.albums.order_key import OrderKey
    from momento_catalog.domain.identifiers import AlbumId, UserId

_ABOVE_ALL_ITEMS: Final = "#~"
"""Sorts after `#` and any upload id, and before every digit that could follow in a longer key."""
_LOWEST: Final = "#"


class DynamoDbAlbumOrder:
    """Implements the port `AlbumOrder`, all reads strongly consistent.

    What was moved or taken out stays as a tombstone: `items` reads past it, and the keys of tombstones are as good as
    others to find a place next to.
    """

    def __init__(self, tenants: Tenants, tables: Tables) -> None:
        """Takes where clients come from and what the tables are called."""
        self._tenants = tenants
        self._tables = tables

    def items(
        self, user_id: UserId, album_id: AlbumId, after: AlbumPosition | None, most: int
    ) -> Sequence[AlbumPosition]:
        """See the port."""
        begin = f"{after.key}#{after.upload_id}" if after else _LOWEST
        request = self._request(user_id, album_id, begin, forward=True)
        found: list[AlbumPosition] = []
        while True:
            request["Limit"] = most - len(found)
            with aws_errors():
                answer = self._tenants.dynamodb(str(user_id)).query(**request)
            found.extend(read_entry_place(item[SORT_KEY]["S"]) for item in answer["Items"] if REMOVED not in item)
            if len(found) == most or "LastEvaluatedKey" not in answer:
                return found
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def first_key(self, user_id: UserId, album_id: AlbumId, above: OrderKey | None = None) -> OrderKey | None:
        """See the port."""
        begin = f"{above}{_ABOVE_ALL_ITEMS}" if above else _LOWEST
        return self._one(user_id, self._request(user_id, album_id, begin, forward=True))

    def last_key(self, user_id: UserId, album_id: AlbumId) -> OrderKey | None:
        """See the port."""
        return self._one(user_id, self._request(user_id, album_id, _LOWEST, forward=False))

    def _one(self, user_id: UserId, request: QueryInputTypeDef) -> OrderKey | None:
        request["Limit"] = 1
        with aws_errors():
            answer = self._tenants.dynamodb(str(user_id)).query(**request)
        return next((read_entry_place(item[SORT_KEY]["S"]).key for item in answer["Items"]), None)

    def _request(self, user_id: UserId, album_id: AlbumId, begin: str, *, forward: bool) -> QueryInputTypeDef:
        return {
            "TableName": self._tables.facets,
            "KeyConditionExpression": f"{FACET_KEY} = :partition AND {SORT_KEY} > :begin",
            "ProjectionExpression": f"{SORT_KEY}, {REMOVED}",
            "ExpressionAttributeValues": {
                ":partition": {"S": facet_key(user_id, album_facet(album_id))},
                ":begin": {"S": begin},
            },
            "ScanIndexForward": forward,
            "ConsistentRead": True,
        }
