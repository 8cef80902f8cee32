"""Port: the inverted index."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_catalog.domain.identifiers import UserId
    from momento_catalog.domain.index.facets import Facet
    from momento_catalog.domain.timeline.timeline import Moment, Window


class FacetIndex(Protocol):
    """Finds a user's items by one facet, `sha256` excepted: for that there is the port `Checksums`."""

    def newest(self, user_id: UserId, facet: Facet, window: Window, most: int) -> Sequence[Moment]:
        """The newest entries of `facet` in `window`, newest first.

        Answers `most` of them, or fewer when there are no more; raises StoreUnavailable.
        """
