"""Use case: make an album."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from momento_catalog.application.ports.albums import AlbumLimitReached
from momento_catalog.domain.albums.album import Album
from momento_catalog.domain.errors import TooManyAlbums
from momento_catalog.domain.identifiers import ENTROPY_BYTES, AlbumId

if TYPE_CHECKING:
    from collections.abc import Callable

    from momento_catalog.application.ports.albums import Albums
    from momento_catalog.application.ports.clock import Clock
    from momento_catalog.domain.identifiers import UserId
    from momento_catalog.domain.title import Title


class CreateAlbum:
    """Makes albums."""

    def __init__(
        self, albums: Albums, clock: Clock, most: int, entropy: Callable[[int], bytes] = secrets.token_bytes
    ) -> None:
        """Takes the port it writes through, the time, how many albums one user may have, and random bytes."""
        self._albums = albums
        self._clock = clock
        self._most = most
        self._entropy = entropy

    def __call__(self, user_id: UserId, title: Title, description: str = "") -> Album:
        """A new album without items.

        Raises:
            AlbumInvalid: it cannot be called or described so.
            TooManyAlbums: the user has as many as they may have; those put aside count too.
            StoreUnavailable: the store did not answer; the album may or may not be there.
        """
        now = self._clock.now()
        album = Album(user_id, AlbumId.at(now, self._entropy(ENTROPY_BYTES)), title, now, now, description)
        try:
            self._albums.add(album, self._most)
        except AlbumLimitReached as error:
            sentence = f"An account has at most {self._most} albums; reuse one that you no longer need."
            raise TooManyAlbums(sentence) from error
        return album
