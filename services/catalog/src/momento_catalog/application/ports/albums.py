"""Port: the records of albums."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_catalog.domain.album import Album
    from momento_catalog.domain.identifiers import AlbumId, UserId


class AlbumChanged(Exception):
    """Somebody else has since written the album; nothing was stored."""


class Albums(Protocol):
    """Keeps albums, each as its last write left it. Which items they hold stands in the records of the items."""

    def get(self, user_id: UserId, album_id: AlbumId) -> Album | None:
        """The user's album of that id, or None; raises StoreUnavailable."""

    def newest(self, user_id: UserId, before: AlbumId | None, most: int, *, archived: bool) -> Sequence[Album]:
        """The newest albums older than `before`, newest first: either the archived ones or the others.

        Answers `most` of them, or fewer when there are no more; raises StoreUnavailable.
        """

    def put(self, album: Album) -> None:
        """Stores `album`.

        Raises:
            AlbumChanged: the store does not hold the revision before it; for revision 1, it holds any.
            StoreUnavailable: the store did not answer; whether the album was stored is shown by reading.
        """
