"""Fake of the port `FacetIndex`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_catalog.domain.identifiers import UserId
    from momento_catalog.domain.index.facets import Facet
    from momento_catalog.domain.timeline.timeline import Moment, Window

    from tests.fakes.catalog.tables import InMemoryTables


class InMemoryFacetIndex:
    def __init__(self, tables: InMemoryTables) -> None:
        self._tables = tables
        self.partitions_read: list[Facet] = []
        self.entries_read = 0

    def newest(self, user_id: UserId, facet: Facet, window: Window, most: int) -> Sequence[Moment]:
        partition = self._tables.entries[user_id, facet].items()
        found = sorted((moment for moment, stands in partition if stands and moment in window), reverse=True)[:most]
        self.partitions_read.append(facet)
        self.entries_read += len(found)
        return found
