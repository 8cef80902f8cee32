"""Where a list reads from: the partitions of the index that hold every match and as little else as possible."""

from __future__ import annotations

import heapq
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from momento_catalog.domain.facets import TRASH, Facet, FacetName
from momento_catalog.domain.timeline import Month

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from momento_catalog.application.ports.facet_counts import FacetCounts
    from momento_catalog.application.ports.facet_index import FacetIndex
    from momento_catalog.domain.filter import MediaFilter
    from momento_catalog.domain.identifiers import UserId
    from momento_catalog.domain.timeline import Moment, Window

MOST_MERGED: Final = 24
"""Partitions that are read side by side. A word's beginning with more endings than this filters instead of driving."""
_SMALLEST_CHUNK: Final = 10

_Driver = tuple[int, "Sequence[Facet]"]


class Candidates:
    """Finds the places of items that may match a filter.

    The rarest facet drives and the others are left to the caller to check; without any facet the months drive, newest
    first.
    """

    def __init__(self, index: FacetIndex, counts: FacetCounts) -> None:
        """Takes the ports it reads through."""
        self._index = index
        self._counts = counts

    def newest(self, user_id: UserId, media_filter: MediaFilter, window: Window, page: int) -> Iterator[Moment]:
        """Places in `window` that include every match, newest first and each once, read as they are asked for.

        The caller expects to need about `page` of them.
        """
        if media_filter.trashed:
            return self._partition(user_id, TRASH, window, page)
        drivers = self._drivers(user_id, media_filter)
        if not drivers:
            return self._timeline(user_id, window, page)
        _, facets = min(drivers, key=itemgetter(0))
        return self._merged(user_id, facets, window, page)

    def _drivers(self, user_id: UserId, media_filter: MediaFilter) -> list[_Driver]:
        facets = media_filter.facets
        if len(facets) == 1 and not media_filter.query.prefixes:
            return [(0, tuple(facets))]
        exact: list[_Driver] = [(count, (facet,)) for facet, count in self._counts.of(user_id, facets).items()]
        prefixed = (self._prefix_driver(user_id, prefix) for prefix in sorted(media_filter.query.prefixes))
        return exact + [driver for driver in prefixed if driver is not None]

    def _prefix_driver(self, user_id: UserId, prefix: str) -> _Driver | None:
        found = list(islice(self._counts.values(user_id, FacetName.WORD, prefix), MOST_MERGED + 1))
        if len(found) > MOST_MERGED:
            return None
        return sum(count for _, count in found), [facet for facet, _ in found]

    def _timeline(self, user_id: UserId, window: Window, page: int) -> Iterator[Moment]:
        months = [facet for facet, _ in self._counts.values(user_id, FacetName.MONTH, "")]
        wanted = (facet for facet in reversed(months) if window.touches(Month(facet.value)))
        return chain.from_iterable(self._partition(user_id, facet, window, page) for facet in wanted)

    def _merged(self, user_id: UserId, facets: Sequence[Facet], window: Window, page: int) -> Iterator[Moment]:
        if len(facets) == 1:
            return self._partition(user_id, facets[0], window, page)
        chunk = max(_SMALLEST_CHUNK, page // max(1, len(facets)))
        partitions = (self._partition(user_id, facet, window, chunk) for facet in facets)
        # An item with two of the words stands in two partitions.
        return (moment for moment, _ in groupby(heapq.merge(*partitions, reverse=True)))

    def _partition(self, user_id: UserId, facet: Facet, window: Window, chunk: int) -> Iterator[Moment]:
        while True:
            found = self._index.newest(user_id, facet, window, chunk)
            yield from found
            if len(found) < chunk:
                return
            window = window.beyond(found[-1])
