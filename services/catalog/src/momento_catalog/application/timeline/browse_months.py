"""Use case: the timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_catalog.domain.index.facets import FacetName
from momento_catalog.domain.timeline.timeline import Month

if TYPE_CHECKING:
    from momento_catalog.application.ports.facet_counts import FacetCounts
    from momento_catalog.domain.identifiers import UserId


class BrowseMonths:
    """Counts a user's items by month."""

    def __init__(self, counts: FacetCounts) -> None:
        """Takes the port it reads through."""
        self._counts = counts

    def __call__(self, user_id: UserId) -> list[tuple[Month, int]]:
        """Months that hold at least one item outside the trash, newest first; raises StoreUnavailable."""
        months = [(Month(facet.value), count) for facet, count in self._counts.values(user_id, FacetName.MONTH, "")]
        return months[::-1]
