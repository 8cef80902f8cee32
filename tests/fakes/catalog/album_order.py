"""Fake of the port `AlbumOrder`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_catalog.domain.albums.album import AlbumPosition
    from momento_catalog.domain.albums.order_key import OrderKey
    from momento_catalog.domain.identifiers import AlbumId, UserId

    from tests.fakes.catalog.tables import InMemoryTables


class InMemoryAlbumOrder:
    def __init__(self, tables: InMemoryTables) -> None:
        self._tables = tables

    def items(
        self, user_id: UserId, album_id: AlbumId, after: AlbumPosition | None, most: int
    ) -> Sequence[AlbumPosition]:
        with self._tables.lock:
            partition = sorted(self._tables.positions[user_id, album_id].items())
        return [position for position, stands in partition if stands and (after is None or position > after)][:most]

    def first_key(self, user_id: UserId, album_id: AlbumId, above: OrderKey | None = None) -> OrderKey | None:
        keys = (position.key for position in self._tables.positions[user_id, album_id])
        return min((key for key in keys if above is None or key > above), default=None)

    def last_key(self, user_id: UserId, album_id: AlbumId) -> OrderKey | None:
        return max((position.key for position in self._tables.positions[user_id, album_id]), default=None)
