"""Use case: put items at a place of an album."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from momento_catalog.application.records.edit_each import batch
from momento_catalog.domain.albums.album import AlbumChange, AlbumPosition
from momento_catalog.domain.records.media import Edit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_catalog.application.albums.add_media import JoinAlbum, Places
    from momento_catalog.application.ports.album_order import AlbumOrder
    from momento_catalog.application.ports.media_records import MediaRecords
    from momento_catalog.application.records.edit_each import EditEach, ItemOutcome
    from momento_catalog.domain.identifiers import AlbumId, UploadId, UserId
    from momento_catalog.domain.records.media import Media


@dataclass(frozen=True, slots=True)
class Target:
    """Where items are to stand: right after `after`, or at the beginning, or else at the end."""

    after: UploadId | None = None
    beginning: bool = False


class ArrangeAlbum:
    """Puts items into an album, or moves them within it; each move writes the item's own record and entries alone."""

    def __init__(self, join: JoinAlbum, edit_each: EditEach, records: MediaRecords, order: AlbumOrder) -> None:
        """Takes what finds places, what edits, and the ports it reads through."""
        self._join = join
        self._edit_each = edit_each
        self._records = records
        self._order = order

    def __call__(
        self, user_id: UserId, album_id: AlbumId, upload_ids: Sequence[UploadId], target: Target
    ) -> list[ItemOutcome]:
        """Says of each item what became of it, as `EditEach` does; afterwards they stand in the order given.

        Where they stand so already, as after a request whose answer was lost, none of them moves.

        Raises:
            BatchInvalid: there are no items or more than 500, or one is to stand after itself.
            AlbumNotFound: the user has no such album.
            MediaNotFound: what they are to stand after is not in the album.
            AlbumFull: the album would have too many items.
            AlbumOrderFull: there is no room at this place.
            StoreUnavailable: the store did not answer; nothing was edited.
        """
        items = batch(upload_ids)
        places = self._places(user_id, album_id, items, target)
        if self._arranged(user_id, album_id, items, target):
            return self._edit_each(user_id, dict.fromkeys(items, Edit()))
        return self._edit_each(user_id, {item: Edit(albums=AlbumChange(move=place)) for item, place in places.items()})

    def _places(self, user_id: UserId, album_id: AlbumId, items: tuple[UploadId, ...], target: Target) -> Places:
        if target.after is not None:
            return self._join.after(user_id, album_id, items, target.after)
        if target.beginning:
            return self._join.at_beginning(user_id, album_id, items)
        return self._join.at_end(user_id, album_id, items)

    def _arranged(self, user_id: UserId, album_id: AlbumId, items: tuple[UploadId, ...], target: Target) -> bool:
        """Whether those of `items` that are there stand at `target` already, in this order and with nothing between."""
        records = self._records.get_many(user_id, items)
        media = [records[item].media for item in items if item in records and not records[item].media.purged]
        positions = [_position(each, album_id) for each in media]
        standing = [position for position in positions if position is not None]
        # The order of an album leaves out what is in the trash; its own place says enough.
        shown = [it for it, each in zip(positions, media, strict=True) if it is not None and not each.trashed]
        if standing != positions or standing != sorted(standing) or not shown:
            return not media
        if target.beginning or target.after is not None:
            return (
                list(self._order.items(user_id, album_id, self._anchor(user_id, album_id, target), len(shown))) == shown
            )
        return list(self._order.items(user_id, album_id, shown[0], len(shown))) == shown[1:]

    def _anchor(self, user_id: UserId, album_id: AlbumId, target: Target) -> AlbumPosition | None:
        record = self._records.get(user_id, target.after) if target.after else None
        return _position(record.media, album_id) if record else None


def _position(media: Media, album_id: AlbumId) -> AlbumPosition | None:
    key = media.place_in(album_id)
    return AlbumPosition(key, media.upload_id) if key else None
