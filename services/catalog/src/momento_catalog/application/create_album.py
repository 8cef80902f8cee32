"""Use case: make an album."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from momento_catalog.domain.album import Album
from momento_catalog.domain.identifiers import ENTROPY_BYTES, AlbumId

if TYPE_CHECKING:
    from collections.abc import Callable

    from momento_catalog.application.ports.albums import Albums
    from momento_catalog.application.ports.clock import Clock
    from momento_catalog.domain.identifiers import UserId
    from momento_catalog.domain.title import Title


class CreateAlbum:
    """Makes albums."""

    def __init__(self, albums: Albums, clock: Clock, entropy: Callable[[int], bytes] = secrets.token_bytes) -> None:
        """Takes the port it writes through, the time, and where random bytes come from."""
        self._albums = albums
        self._clock = clock
        self._entropy = entropy

    def __call__(self, user_id: UserId, title: Title, description: str = "") -> Album:
        """A new album without items; raises AlbumInvalid, or StoreUnavailable when it may or may not be there."""
        now = self._clock.now()
        album = Album(user_id, AlbumId.at(now, self._entropy(ENTROPY_BYTES)), title, now, now, description)
        self._albums.put(album)
        return album
