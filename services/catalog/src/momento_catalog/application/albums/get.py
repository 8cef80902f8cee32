"""Use case: read one album."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_catalog.domain.errors import AlbumNotFound

if TYPE_CHECKING:
    from momento_catalog.application.ports.albums import Albums
    from momento_catalog.domain.albums.album import Album
    from momento_catalog.domain.identifiers import AlbumId, UserId


class GetAlbum:
    """Reads one of a user's albums."""

    def __init__(self, albums: Albums) -> None:
        """Takes the port it reads through."""
        self._albums = albums

    def __call__(self, user_id: UserId, album_id: AlbumId) -> Album:
        """The album; raises AlbumNotFound when there is none, StoreUnavailable when nobody can say."""
        album = self._albums.get(user_id, album_id)
        if album is None:
            raise AlbumNotFound("There is no such album; it may belong to another account.")
        return album
