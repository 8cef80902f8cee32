"""Fake of the port `FacetCounts`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_catalog.domain.index.facets import Facet, FacetName
from momento_catalog.domain.timeline.timeline import Month

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from momento_catalog.domain.identifiers import UserId
    from momento_catalog.domain.timeline.timeline import Window

    from tests.fakes.catalog.tables import InMemoryTables


class InMemoryFacetCounts:
    def __init__(self, tables: InMemoryTables) -> None:
        self._tables = tables

    def of(self, user_id: UserId, facets: Collection[Facet]) -> Mapping[Facet, int]:
        return {facet: self._tables.counts[user_id].get(facet, 0) for facet in facets}

    def values(self, user_id: UserId, name: FacetName, prefix: str) -> Iterator[tuple[Facet, int]]:
        counts = self._tables.counts[user_id].items()
        found = [
            (facet, count) for facet, count in counts if facet.name is name and facet.value.startswith(prefix) and count
        ]
        return iter(sorted(found, key=lambda counted: counted[0].value.encode()))

    def newest_months(self, user_id: UserId, window: Window) -> Iterator[Facet]:
        oldest, newest = window.months
        months = [facet for facet, _ in self.values(user_id, FacetName.MONTH, "")]
        return (facet for facet in reversed(months) if oldest <= Month(facet.value) <= newest)
