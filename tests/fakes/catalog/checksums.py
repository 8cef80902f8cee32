"""Fake of the port `Checksums`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from momento_catalog.domain.identifiers import UserId
    from momento_catalog.domain.records.checksum import Holder, Sha256

    from tests.fakes.catalog.tables import InMemoryTables


class InMemoryChecksums:
    def __init__(self, tables: InMemoryTables) -> None:
        self._tables = tables

    def holders(self, user_id: UserId, checksums: Collection[Sha256]) -> Mapping[Sha256, Holder]:
        found = {checksum: self._tables.holders.get((user_id, checksum)) for checksum in checksums}
        return {checksum: holder for checksum, holder in found.items() if holder is not None}
