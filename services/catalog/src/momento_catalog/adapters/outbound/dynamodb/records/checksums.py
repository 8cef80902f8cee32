"""Items by their checksum in DynamoDB."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_catalog.adapters.aws_errors import aws_errors
from momento_catalog.adapters.outbound.dynamodb.batch_get import batch_get
from momento_catalog.adapters.outbound.dynamodb.keys import checksum_key
from momento_catalog.adapters.outbound.dynamodb.records.checksum_items import read_holder
from momento_catalog.adapters.outbound.dynamodb.tables import FACET_KEY, Tables

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from momento_catalog.adapters.tenants import Tenants
    from momento_catalog.domain.identifiers import UserId
    from momento_catalog.domain.records.checksum import Holder, Sha256


class DynamoDbChecksums:
    """Implements the port `Checksums` with strongly consistent BatchGetItems of a hundred entries each."""

    def __init__(self, tenants: Tenants, tables: Tables) -> None:
        """Takes where clients come from and what the tables are called."""
        self._tenants = tenants
        self._tables = tables

    def holders(self, user_id: UserId, checksums: Collection[Sha256]) -> Mapping[Sha256, Holder]:
        """See the port."""
        keys = {checksum: checksum_key(user_id, checksum) for checksum in checksums}
        with aws_errors():
            items = batch_get(self._tenants.dynamodb(str(user_id)), self._tables.facets, list(keys.values()))
        found = {item[FACET_KEY]["S"]: read_holder(item) for item in items}
        holders = ((checksum, found.get(key[FACET_KEY]["S"])) for checksum, key in keys.items())
        return {checksum: holder for checksum, holder in holders if holder is not None}
