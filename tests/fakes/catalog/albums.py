"""Fake of the port `Albums`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_catalog.application.ports.albums import AlbumChanged, AlbumLimitReached

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_catalog.domain.albums.album import Album
    from momento_catalog.domain.identifiers import AlbumId, UserId

    from tests.fakes.catalog.tables import InMemoryTables


class InMemoryAlbums:
    def __init__(self, tables: InMemoryTables) -> None:
        self._tables = tables

    def get(self, user_id: UserId, album_id: AlbumId) -> Album | None:
        return self._tables.albums[user_id].get(album_id)

    def newest(self, user_id: UserId, before: AlbumId | None, most: int, *, archived: bool) -> Sequence[Album]:
        kept = sorted(self._tables.albums[user_id].items(), reverse=True)
        older = [album for album_id, album in kept if before is None or album_id < before]
        return [album for album in older if album.archived == archived][:most]

    def add(self, album: Album, most: int) -> None:
        with self._tables.lock:
            if self.get(album.user_id, album.album_id):
                raise AlbumChanged
            if len(self._tables.albums[album.user_id]) >= most:
                raise AlbumLimitReached
            self._tables.albums[album.user_id][album.album_id] = album

    def put(self, album: Album) -> None:
        with self._tables.lock:
            stored = self.get(album.user_id, album.album_id)
            if stored is None or stored.revision != album.revision - 1:
                raise AlbumChanged
            self._tables.albums[album.user_id][album.album_id] = album
