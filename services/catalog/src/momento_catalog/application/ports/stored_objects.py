"""Port: the objects of an item, and what may become of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from momento_catalog.domain.records.media import Media


class StoredObjects(Protocol):
    """Marks objects: as an item's own, or for removal. No service can remove one itself."""

    def keep(self, media: Media) -> None:
        """Marks every object of `media` as recorded: the copy of its record after all others.

        From then on only `release` can have them removed. Marking again is no error, nor is an object that is not
        there. Raises StoreUnavailable; some are then marked and some are not.
        """

    def is_kept(self, media: Media) -> bool:
        """Whether `keep` has marked every object of `media` that is there; for operators. Raises StoreUnavailable."""

    def release(self, media: Media) -> None:
        """Marks every object of `media`: the copy of its record before all others, then original and previews.

        The store removes what is marked within days. Marking again is no error, nor is an object that is not there (any
        more). Raises StoreUnavailable; some are then marked and some are not.
        """
