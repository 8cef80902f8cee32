"""Port: how many items have a facet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from momento_catalog.domain.identifiers import UserId
    from momento_catalog.domain.index.facets import Facet, FacetName
    from momento_catalog.domain.timeline.timeline import Window


class FacetCounts(Protocol):
    """Counts a user's index entries; a count changes in the same transaction as its entries.

    `sha256` is not counted.
    """

    def of(self, user_id: UserId, facets: Collection[Facet]) -> Mapping[Facet, int]:
        """The count of each of `facets`, 0 for one that nothing has; raises StoreUnavailable."""

    def values(self, user_id: UserId, name: FacetName, prefix: str) -> Iterator[tuple[Facet, int]]:
        """The facets called `name` whose value begins with `prefix` and that at least one item has.

        They come in the order of their values' UTF-8 bytes, read as they are asked for; raises StoreUnavailable.
        """

    def newest_months(self, user_id: UserId, window: Window) -> Iterator[Facet]:
        """The months that `window` touches and that hold at least one item, newest first.

        They are read a few at a time, as they are asked for: a page needs the newest of them, however many there are.
        Raises StoreUnavailable.
        """
