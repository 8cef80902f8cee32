"""Writing to DynamoDB: one transaction for a record, its index entries and their counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_catalog.adapters.outbound.dynamodb.backoff import Backoff
from momento_catalog.adapters.outbound.dynamodb.change_items import transaction
from momento_catalog.adapters.outbound.dynamodb.transaction import write_all

if TYPE_CHECKING:
    from momento_catalog.adapters.outbound.dynamodb.tables import Tables
    from momento_catalog.adapters.tenants import Tenants
    from momento_catalog.domain.record import Change


class DynamoDbMediaStore:
    """Implements the port `MediaStore` with TransactWriteItems."""

    def __init__(self, tenants: Tenants, tables: Tables, backoff: Backoff | None = None) -> None:
        """Takes where clients come from, what the tables are called, and how to try again."""
        self._tenants = tenants
        self._tables = tables
        self._backoff = backoff or Backoff()

    def apply(self, change: Change) -> None:
        """See the port."""
        write_all(self._tenants, change.after.media.user_id, transaction(change, self._tables), self._backoff)
