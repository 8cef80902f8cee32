"""Events in DynamoDB."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_catalog.adapters.aws_errors import aws_errors
from momento_catalog.adapters.outbound.dynamodb.audit.activity_item import read_event, write_event
from momento_catalog.adapters.outbound.dynamodb.tables import EVENT_ID, USER_ID, Tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef

    from momento_catalog.adapters.tenants import Tenants
    from momento_catalog.domain.audit.event import ActivityEvent
    from momento_catalog.domain.audit.event_id import EventId
    from momento_catalog.domain.identifiers import UserId


class DynamoDbActivity:
    """Implements the port `Activity`: a PutItem that overwrites nothing, and a Query on the user's partition."""

    def __init__(self, tenants: Tenants, tables: Tables) -> None:
        """Takes where clients come from and what the tables are called."""
        self._tenants = tenants
        self._tables = tables

    def record(self, event: ActivityEvent) -> bool:
        """See the port."""
        with aws_errors():
            client = self._tenants.dynamodb(str(event.user_id))
            try:
                client.put_item(
                    TableName=self._tables.activity,
                    Item=write_event(event),
                    ConditionExpression=f"attribute_not_exists({USER_ID})",
                )
            except client.exceptions.ConditionalCheckFailedException:
                return False
        return True

    def history(self, user_id: UserId, before: EventId | None, most: int) -> Sequence[ActivityEvent]:
        """See the port."""
        found: list[ActivityEvent] = []
        request = self._request(user_id, before)
        while True:
            request["Limit"] = most - len(found)
            with aws_errors():
                answer = self._tenants.dynamodb(str(user_id)).query(**request)
            found.extend(map(read_event, answer["Items"]))
            if len(found) == most or "LastEvaluatedKey" not in answer:
                return found
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def _request(self, user_id: UserId, before: EventId | None) -> QueryInputTypeDef:
        older = f" AND {EVENT_ID} < :before" if before else ""
        bound = {":before": {"S": str(before)}} if before else {}
        return {
            "TableName": self._tables.activity,
            "KeyConditionExpression": f"{USER_ID} = :user{older}",
            "ExpressionAttributeValues": {":user": {"S": str(user_id)}, **bound},
            "ScanIndexForward": False,
            "ConsistentRead": True,
        }
