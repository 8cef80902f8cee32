"""Counts in DynamoDB."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_catalog.adapters.aws_errors import aws_errors
from momento_catalog.adapters.outbound.dynamodb.batch_get import batch_get
from momento_catalog.adapters.outbound.dynamodb.keys import facet_value, read_facet_value
from momento_catalog.adapters.outbound.dynamodb.tables import FACET_VALUE, MEDIA_COUNT, USER_ID, Tables
from momento_catalog.domain.facets import Facet

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef

    from momento_catalog.adapters.outbound.dynamodb.record_item import Item
    from momento_catalog.adapters.tenants import Tenants
    from momento_catalog.domain.facets import FacetName
    from momento_catalog.domain.identifiers import UserId


class DynamoDbFacetCounts:
    """Implements the port `FacetCounts`: a BatchGetItem for known facets, a Query by prefix for unknown ones.

    Counts that have fallen to nought stay in the table, and are passed over.
    """

    def __init__(self, tenants: Tenants, tables: Tables) -> None:
        """Takes where clients come from and what the tables are called."""
        self._tenants = tenants
        self._tables = tables

    def of(self, user_id: UserId, facets: Collection[Facet]) -> Mapping[Facet, int]:
        """See the port."""
        keys: list[Item] = [{USER_ID: {"S": str(user_id)}, FACET_VALUE: {"S": facet_value(facet)}} for facet in facets]
        with aws_errors():
            items = batch_get(self._tenants.dynamodb(str(user_id)), self._tables.counts, keys)
        known = {item[FACET_VALUE]["S"]: int(item[MEDIA_COUNT]["N"]) for item in items}
        return {facet: known.get(facet_value(facet), 0) for facet in facets}

    def values(self, user_id: UserId, name: FacetName, prefix: str) -> Iterator[tuple[Facet, int]]:
        """See the port."""
        request = self._request(user_id, facet_value(Facet(name, prefix)))
        while True:
            with aws_errors():
                answer = self._tenants.dynamodb(str(user_id)).query(**request)
            for item in answer["Items"]:
                yield read_facet_value(item[FACET_VALUE]["S"]), int(item[MEDIA_COUNT]["N"])
            if "LastEvaluatedKey" not in answer:
                return
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def _request(self, user_id: UserId, prefix: str) -> QueryInputTypeDef:
        return {
            "TableName": self._tables.counts,
            "KeyConditionExpression": f"{USER_ID} = :user AND begins_with({FACET_VALUE}, :prefix)",
            "FilterExpression": f"{MEDIA_COUNT} > :nought",
            "ExpressionAttributeValues": {
                ":user": {"S": str(user_id)},
                ":prefix": {"S": prefix},
                ":nought": {"N": "0"},
            },
            "ConsistentRead": True,
        }
