"""The inverted index in DynamoDB."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_catalog.adapters.aws_errors import aws_errors
from momento_catalog.adapters.outbound.dynamodb.keys import bounds, facet_key, read_sort_key
from momento_catalog.adapters.outbound.dynamodb.tables import FACET_KEY, REMOVED, SORT_KEY, Tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef

    from momento_catalog.adapters.tenants import Tenants
    from momento_catalog.domain.identifiers import UserId
    from momento_catalog.domain.index.facets import Facet
    from momento_catalog.domain.timeline.timeline import Moment, Window


class DynamoDbFacetIndex:
    """Implements the port `FacetIndex`: one strongly consistent Query on the facet's partition.

    Removed entries stay in the partition as tombstones; the Query goes on past them until it has enough. They are left
    out here and not by a FilterExpression: DynamoDB charges for them in either case, and the embedded AWS reads the
    expression anew for every item.
    """

    def __init__(self, tenants: Tenants, tables: Tables) -> None:
        """Takes where clients come from and what the tables are called."""
        self._tenants = tenants
        self._tables = tables

    def newest(self, user_id: UserId, facet: Facet, window: Window, most: int) -> Sequence[Moment]:
        """See the port."""
        lowest, highest = bounds(window)
        if lowest > highest:
            return []
        found: list[Moment] = []
        request = self._request(facet_key(user_id, facet), lowest, highest)
        while True:
            request["Limit"] = most - len(found)
            with aws_errors():
                answer = self._tenants.dynamodb(str(user_id)).query(**request)
            found.extend(read_sort_key(item[SORT_KEY]["S"]) for item in answer["Items"] if REMOVED not in item)
            if len(found) == most or "LastEvaluatedKey" not in answer:
                return found
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def _request(self, partition: str, lowest: str, highest: str) -> QueryInputTypeDef:
        return {
            "TableName": self._tables.facets,
            "KeyConditionExpression": f"{FACET_KEY} = :partition AND {SORT_KEY} BETWEEN :lowest AND :highest",
            "ProjectionExpression": f"{SORT_KEY}, {REMOVED}",
            "ExpressionAttributeValues": {
                ":partition": {"S": partition},
                ":lowest": {"S": lowest},
                ":highest": {"S": highest},
            },
            "ScanIndexForward": False,
            "ConsistentRead": True,
        }
