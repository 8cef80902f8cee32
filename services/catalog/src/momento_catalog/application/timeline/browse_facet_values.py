"""Use case: which values a facet has."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, Final

from momento_catalog.domain.errors import PageSizeInvalid

if TYPE_CHECKING:
    from momento_catalog.application.ports.facet_counts import FacetCounts
    from momento_catalog.domain.identifiers import UserId
    from momento_catalog.domain.index.facets import Facet, FacetName

DEFAULT_VALUES: Final = 20
MAX_VALUES: Final = 100


class BrowseFacetValues:
    """Suggests values of a facet."""

    def __init__(self, counts: FacetCounts) -> None:
        """Takes the port it reads through."""
        self._counts = counts

    def __call__(self, user_id: UserId, name: FacetName, prefix: str = "", most: int = 0) -> list[tuple[Facet, int]]:
        """Values beginning with `prefix`, most frequent first and then by value; at most `most`, 0 meaning 20.

        Reads every count that begins so, and holds only those that it answers.

        Raises:
            PageSizeInvalid: `most` is not from 0 to 100.
            StoreUnavailable: the store did not answer.
        """
        if not 0 <= most <= MAX_VALUES:
            raise PageSizeInvalid(f"At most {MAX_VALUES} values can be asked for; ask for fewer.")
        values = self._counts.values(user_id, name, prefix)
        return heapq.nsmallest(most or DEFAULT_VALUES, values, key=lambda counted: (-counted[1], counted[0].value))
