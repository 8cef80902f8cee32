"""Use case: change what a user may change of an album."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_catalog.application.ports.albums import AlbumChanged
from momento_catalog.domain.errors import EtagMismatch, MediaNotFound

if TYPE_CHECKING:
    from momento_catalog.application.albums.get import GetAlbum
    from momento_catalog.application.ports.albums import Albums
    from momento_catalog.application.ports.clock import Clock
    from momento_catalog.application.records.get import GetMedia
    from momento_catalog.domain.albums.album import Album, AlbumEdit
    from momento_catalog.domain.identifiers import AlbumId, UploadId, UserId


class EditAlbum:
    """Edits an album, unless somebody else has edited it since."""

    def __init__(self, get_album: GetAlbum, get_media: GetMedia, albums: Albums, clock: Clock) -> None:
        """Takes the use cases it reads with, the port it writes through, and the time."""
        self._get_album = get_album
        self._get_media = get_media
        self._albums = albums
        self._clock = clock

    def __call__(self, user_id: UserId, album_id: AlbumId, etag: str, edit: AlbumEdit) -> Album:
        """Makes `edit` on the album that `etag` stands for and answers the new one.

        Raises:
            AlbumNotFound: the user has no such album.
            MediaNotFound: the cover is no item of the album.
            EtagMismatch: it has been changed since.
            AlbumInvalid: it cannot be called or described so.
            StoreUnavailable: the store did not answer; whether the edit was made is shown by reading.
        """
        album = self._get_album(user_id, album_id)
        if etag != album.etag:
            raise _mismatch()
        if edit.cover is not None:
            self._check_cover(user_id, album_id, edit.cover)
        edited = edit.applied_to(album, self._clock.now())
        try:
            self._albums.put(edited)
        except AlbumChanged as error:
            raise _mismatch() from error
        return edited

    def _check_cover(self, user_id: UserId, album_id: AlbumId, cover: UploadId) -> None:
        if not self._get_media(user_id, cover).media.shown_in(album_id):
            raise MediaNotFound("The cover is not in the album; put it there first.")


def _mismatch() -> EtagMismatch:
    return EtagMismatch("The album has changed since you opened it; look at it again and repeat the edit.")
