"""Port: the order of the items in an album."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_catalog.domain.albums.album import AlbumPosition
    from momento_catalog.domain.albums.order_key import OrderKey
    from momento_catalog.domain.identifiers import AlbumId, UserId


class AlbumOrder(Protocol):
    """Reads the part of the index that holds albums; it changes in the same transaction as the records of the items."""

    def items(
        self, user_id: UserId, album_id: AlbumId, after: AlbumPosition | None, most: int
    ) -> Sequence[AlbumPosition]:
        """The first positions after `after` at which an item stands, in the order of the album.

        Answers `most` of them, or fewer when there are no more; raises StoreUnavailable.
        """

    def first_key(self, user_id: UserId, album_id: AlbumId, above: OrderKey | None = None) -> OrderKey | None:
        """The lowest key above `above` that any item has or has had; None when there is none.

        Costs one request whatever has been moved about; raises StoreUnavailable.
        """

    def last_key(self, user_id: UserId, album_id: AlbumId) -> OrderKey | None:
        """The highest key that any item has or has had; None when there is none; raises StoreUnavailable."""
