"""Counts in DynamoDB."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from momento_catalog.adapters.aws_errors import aws_errors
from momento_catalog.adapters.outbound.dynamodb.batch_get import batch_get
from momento_catalog.adapters.outbound.dynamodb.keys import facet_value, read_facet_value
from momento_catalog.adapters.outbound.dynamodb.tables import FACET_VALUE, MEDIA_COUNT, USER_ID, Tables
from momento_catalog.domain.index.facets import Facet, FacetName

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef

    from momento_catalog.adapters.outbound.dynamodb.tables import Item
    from momento_catalog.adapters.tenants import Tenants
    from momento_catalog.domain.identifiers import UserId
    from momento_catalog.domain.timeline.timeline import Window

_MONTHS: Final = 12
"""How many are read at a time; most pages need one or two."""


class DynamoDbFacetCounts:
    """Implements the port `FacetCounts`: a BatchGetItem for known facets, a Query by prefix for unknown ones.

    Counts that have fallen to zero stay in the table, and are passed over.
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
        beginning = {":prefix": {"S": facet_value(Facet(name, prefix))}}
        request = self._request(user_id, f"begins_with({FACET_VALUE}, :prefix)", beginning)
        for item in self._read(user_id, request):
            yield read_facet_value(item[FACET_VALUE]["S"]), int(item[MEDIA_COUNT]["N"])

    def newest_months(self, user_id: UserId, window: Window) -> Iterator[Facet]:
        """See the port."""
        oldest, newest = ({"S": facet_value(Facet(FacetName.MONTH, month.value))} for month in window.months)
        ends = {":lowest": oldest, ":highest": newest}
        request = self._request(user_id, f"{FACET_VALUE} BETWEEN :lowest AND :highest", ends)
        request |= {"ScanIndexForward": False, "Limit": _MONTHS}
        return (read_facet_value(item[FACET_VALUE]["S"]) for item in self._read(user_id, request))

    def _read(self, user_id: UserId, request: QueryInputTypeDef) -> Iterator[Item]:
        while True:
            with aws_errors():
                answer = self._tenants.dynamodb(str(user_id)).query(**request)
            # Not by a FilterExpression, which the embedded AWS would read anew for every item.
            yield from (item for item in answer["Items"] if int(item[MEDIA_COUNT]["N"]) > 0)
            if "LastEvaluatedKey" not in answer:
                return
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def _request(self, user_id: UserId, condition: str, values: Mapping[str, Any]) -> QueryInputTypeDef:
        return {
            "TableName": self._tables.counts,
            "KeyConditionExpression": f"{USER_ID} = :user AND {condition}",
            "ExpressionAttributeValues": {":user": {"S": str(user_id)}, **values},
            "ConsistentRead": True,
        }
