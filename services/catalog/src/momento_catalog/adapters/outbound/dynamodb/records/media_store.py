"""Writing to DynamoDB: records, their index entries and their counts, in transactions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_catalog.adapters.outbound.dynamodb.backoff import Backoff
from momento_catalog.adapters.outbound.dynamodb.records.change_items import Transaction, transactions
from momento_catalog.adapters.outbound.dynamodb.transaction import ConditionsFailed, write_all
from momento_catalog.domain.errors import StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from momento_catalog.adapters.outbound.dynamodb.tables import Tables
    from momento_catalog.adapters.tenants import Tenants
    from momento_catalog.application.ports.media_store import RecordChanged
    from momento_catalog.domain.identifiers import UploadId
    from momento_catalog.domain.index.media_record import Change


class DynamoDbMediaStore:
    """Implements the port `MediaStore` with TransactWriteItems."""

    def __init__(self, tenants: Tenants, tables: Tables, backoff: Backoff | None = None) -> None:
        """Takes where clients come from, what the tables are called, and how to try again."""
        self._tenants = tenants
        self._tables = tables
        self._backoff = backoff or Backoff()

    def apply(self, change: Change) -> None:
        """See the port."""
        (problem,) = self.apply_each([change])
        if problem is not None:
            raise problem

    def apply_each(self, changes: Sequence[Change]) -> Sequence[RecordChanged | StoreUnavailable | None]:
        """See the port: up to 100 writes go into one transaction, since each costs a round trip and a commit."""
        problems: dict[UploadId, RecordChanged | StoreUnavailable] = {}
        for transaction in transactions(changes, self._tables):
            problems |= self._problems(transaction)
        return [problems.get(change.after.media.upload_id) for change in changes]

    def _problems(self, transaction: Transaction) -> dict[UploadId, RecordChanged | StoreUnavailable]:
        """Writes a transaction, and again without those of its changes whose conditions do not hold."""
        problems: dict[UploadId, RecordChanged | StoreUnavailable] = {}
        pending = transaction
        while pending.changes:
            try:
                write_all(self._tenants, pending.changes[0].after.media.user_id, pending.items, self._backoff)
            except ConditionsFailed as failed:
                # All of them where a condition would belong to none: there is nothing to leave out.
                refused = pending.meant_by(failed.positions) or pending.changes
                problems |= dict.fromkeys(map(_upload_id, refused), failed)
            except StoreUnavailable as error:
                return problems | dict.fromkeys(map(_upload_id, pending.changes), error)
            else:
                break
            pending = self._without(pending, problems)
        return problems

    def _without(self, transaction: Transaction, left_out: Collection[UploadId]) -> Transaction:
        smaller = Transaction(self._tables)
        for change in transaction.changes:
            if _upload_id(change) not in left_out:
                smaller.add(change)
        return smaller


def _upload_id(change: Change) -> UploadId:
    return change.after.media.upload_id
