"""Where a list reads from: the partitions of the index that hold every match, merged by date."""

from __future__ import annotations

import heapq
from itertools import chain, groupby
from typing import TYPE_CHECKING, Final

from momento_catalog.application.search.intersection import in_all
from momento_catalog.domain.index.facets import TRASH
from momento_catalog.domain.timeline.timeline import Window

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from momento_catalog.application.ports.facet_counts import FacetCounts
    from momento_catalog.application.ports.facet_index import FacetIndex
    from momento_catalog.application.search.plan import Planner
    from momento_catalog.domain.identifiers import UserId
    from momento_catalog.domain.index.facets import Facet
    from momento_catalog.domain.search.filter import MediaFilter
    from momento_catalog.domain.timeline.timeline import Moment

_SMALLEST_CHUNK: Final = 10


class Candidates:
    """Finds the places of items that may match a filter.

    The partitions that the planner chooses drive, narrowed by those that it puts beside them, and what else the filter
    wants is left to the caller to check. Where there are none to choose, the months drive, newest first.
    """

    def __init__(self, index: FacetIndex, counts: FacetCounts, planner: Planner) -> None:
        """Takes the ports it reads through and what chooses partitions."""
        self._index = index
        self._counts = counts
        self._planner = planner

    def newest(self, user_id: UserId, media_filter: MediaFilter, after: Moment | None, page: int) -> Iterator[Moment]:
        """Places beyond `after` that include every match, newest first and each once, read as they are asked for.

        The caller expects to need about `page` of them.
        """
        span = media_filter.wanted.span
        if span is None:
            return iter(())
        window = Window(span, after)
        if media_filter.trashed:
            return self._partition(user_id, TRASH, window, page)
        plan = self._planner.plan(user_id, media_filter.wanted.cover)
        if plan is None:
            return self._timeline(user_id, window, page)
        if not plan.beside:
            return self._merged(user_id, plan.facets, window, page)
        # Some are passed over, so that more of them are needed than of matches.
        places, *others = (self._merged(user_id, facets, window, 2 * page) for facets in (plan.facets, *plan.beside))
        return in_all(places, others)

    def _timeline(self, user_id: UserId, window: Window, page: int) -> Iterator[Moment]:
        months = self._counts.newest_months(user_id, window)
        return chain.from_iterable(self._partition(user_id, month, window, page) for month in months)

    def _merged(self, user_id: UserId, facets: Collection[Facet], window: Window, page: int) -> Iterator[Moment]:
        if len(facets) == 1:
            return self._partition(user_id, next(iter(facets)), window, page)
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
