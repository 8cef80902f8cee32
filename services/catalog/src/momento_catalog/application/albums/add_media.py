"""Finds places for items that are put into an album."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_catalog.application.records.get import GetMedia
from momento_catalog.domain.albums.album import MAX_ALBUM_ITEMS, AlbumPlace
from momento_catalog.domain.albums.order_key import keys_between
from momento_catalog.domain.errors import AlbumFull, BatchInvalid, MediaNotFound
from momento_catalog.domain.index.facets import album_facet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_catalog.application.albums.get import GetAlbum
    from momento_catalog.application.ports.album_order import AlbumOrder
    from momento_catalog.application.ports.facet_counts import FacetCounts
    from momento_catalog.application.ports.media_records import MediaRecords
    from momento_catalog.domain.albums.order_key import OrderKey
    from momento_catalog.domain.identifiers import AlbumId, UploadId, UserId

Places = dict["UploadId", AlbumPlace]


class JoinAlbum:
    """Finds places in an album; nothing is reserved.

    Two calls at the same moment may find the same places. Their items then stand there in the order of their ids, and
    what is put after one of them comes after all of them.
    """

    def __init__(self, get_album: GetAlbum, records: MediaRecords, order: AlbumOrder, counts: FacetCounts) -> None:
        """Takes the use case and the ports it reads through."""
        self._get_album = get_album
        self._get_media = GetMedia(records)
        self._records = records
        self._order = order
        self._counts = counts

    def at_end(self, user_id: UserId, album_id: AlbumId, items: Sequence[UploadId]) -> Places:
        """Places for `items` after all others.

        Raises:
            AlbumNotFound: the user has no such album.
            AlbumFull: it would have more than 10,000 items; those that are in it already are not counted again.
            AlbumOrderFull: there is no room.
            StoreUnavailable: the store did not answer.
        """
        self._check(user_id, album_id, items)
        return self._between(album_id, items, self._order.last_key(user_id, album_id), None)

    def at_beginning(self, user_id: UserId, album_id: AlbumId, items: Sequence[UploadId]) -> Places:
        """Places for `items` before all others; raises as `at_end` does."""
        self._check(user_id, album_id, items)
        return self._between(album_id, items, None, self._order.first_key(user_id, album_id))

    def after(self, user_id: UserId, album_id: AlbumId, items: Sequence[UploadId], anchor: UploadId) -> Places:
        """Places for `items` right after `anchor`.

        Raises as `at_end` does, MediaNotFound when `anchor` is not in the album, and BatchInvalid when it is itself one
        of `items`.
        """
        self._check(user_id, album_id, items)
        if anchor in items:
            raise BatchInvalid("An item cannot be put after itself; leave it out.")
        low = self._get_media(user_id, anchor).media.place_in(album_id)
        if low is None:
            raise MediaNotFound("The item to put the others after is not in the album.")
        return self._between(album_id, items, low, self._order.first_key(user_id, album_id, low))

    def _check(self, user_id: UserId, album_id: AlbumId, items: Sequence[UploadId]) -> None:
        self._get_album(user_id, album_id)
        facet = album_facet(album_id)
        room = MAX_ALBUM_ITEMS - self._counts.of(user_id, [facet])[facet]
        # Which of them are new is only looked up where it matters.
        if len(items) > room and self._new(user_id, album_id, items) > max(room, 0):
            raise AlbumFull(f"An album has at most {MAX_ALBUM_ITEMS} items; make another one.")

    def _new(self, user_id: UserId, album_id: AlbumId, items: Sequence[UploadId]) -> int:
        """How many of `items` are not in the album yet; what is not there at all is refused by itself."""
        records = self._records.get_many(user_id, items).values()
        return sum(record.media.place_in(album_id) is None for record in records if not record.media.purged)

    def _between(
        self, album_id: AlbumId, items: Sequence[UploadId], low: OrderKey | None, high: OrderKey | None
    ) -> Places:
        keys = keys_between(low, high, len(items))
        return {item: AlbumPlace(album_id, key) for item, key in zip(items, keys, strict=True)}
