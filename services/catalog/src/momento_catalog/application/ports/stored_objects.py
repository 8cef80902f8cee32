"""Port: the objects of an item, when they are to go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from momento_catalog.domain.media import Media


class StoredObjects(Protocol):
    """Hands objects over for removal; no service can remove one itself."""

    def release(self, media: Media) -> None:
        """Marks every object of `media`: the copy of its record before all others, then original and previews.

        The store removes what is marked within days. Marking again is no error, nor is an object that is not there (any
        more). Raises StoreUnavailable; some are then marked and some are not.
        """
