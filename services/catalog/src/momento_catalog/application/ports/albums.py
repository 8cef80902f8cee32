"""Port: the records of albums."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_catalog.domain.albums.album import Album
    from momento_catalog.domain.identifiers import AlbumId, UserId


class AlbumChanged(Exception):
    """Somebody else has since written the album; nothing was stored."""


class AlbumLimitReached(Exception):
    """The user has as many albums as they may have; nothing was stored."""


class Albums(Protocol):
    """Keeps albums, each as its last write left it. Which items they hold stands in the records of the items."""

    def get(self, user_id: UserId, album_id: AlbumId) -> Album | None:
        """The user's album of that id, or None; raises StoreUnavailable."""

    def newest(self, user_id: UserId, before: AlbumId | None, most: int, *, archived: bool) -> Sequence[Album]:
        """The newest albums older than `before`, newest first: either the archived ones or the others.

        Answers `most` of them, or fewer when there are no more; raises StoreUnavailable.
        """

    def add(self, album: Album, most: int) -> None:
        """Stores a new album, unless the user has `most` already, those put aside included.

        However many are added at the same moment, there are never more.

        Raises:
            AlbumLimitReached: the user has `most` albums or more.
            AlbumChanged: the store holds an album of this id.
            StoreUnavailable: the store did not answer; whether the album was stored is shown by reading.
        """

    def put(self, album: Album) -> None:
        """Stores the next revision of an album.

        Raises:
            AlbumChanged: the store does not hold the revision before it.
            StoreUnavailable: the store did not answer; whether the album was stored is shown by reading.
        """
