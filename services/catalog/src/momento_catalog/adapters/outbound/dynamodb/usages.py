"""Usage in DynamoDB."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_catalog.adapters.aws_errors import aws_errors
from momento_catalog.adapters.outbound.dynamodb.keys import USAGE
from momento_catalog.adapters.outbound.dynamodb.tables import FACET_VALUE, MEDIA_COUNT, SIZE_BYTES, USER_ID, Tables
from momento_catalog.domain.usage.usage import Usage

if TYPE_CHECKING:
    from momento_catalog.adapters.tenants import Tenants
    from momento_catalog.domain.identifiers import UserId


class DynamoDbUsages:
    """Implements the port `Usages` with one strongly consistent GetItem."""

    def __init__(self, tenants: Tenants, tables: Tables) -> None:
        """Takes where clients come from and what the tables are called."""
        self._tenants = tenants
        self._tables = tables

    def of(self, user_id: UserId) -> Usage:
        """See the port."""
        with aws_errors():
            answer = self._tenants.dynamodb(str(user_id)).get_item(
                TableName=self._tables.counts,
                Key={USER_ID: {"S": str(user_id)}, FACET_VALUE: {"S": USAGE}},
                ConsistentRead=True,
            )
        if "Item" not in answer:
            return Usage()
        return Usage(int(answer["Item"][MEDIA_COUNT]["N"]), int(answer["Item"][SIZE_BYTES]["N"]))
