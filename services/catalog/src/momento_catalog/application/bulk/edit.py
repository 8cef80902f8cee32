"""Use case: change many items in the same way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from momento_catalog.application.records.edit_each import batch
from momento_catalog.domain.albums.album import AlbumChange
from momento_catalog.domain.errors import BatchInvalid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_catalog.application.albums.add_media import JoinAlbum
    from momento_catalog.application.albums.get import GetAlbum
    from momento_catalog.application.records.edit_each import EditEach, ItemOutcome
    from momento_catalog.domain.identifiers import AlbumId, UploadId, UserId
    from momento_catalog.domain.records.media import Edit


@dataclass(frozen=True, slots=True)
class BulkEdit:
    """What is done with each item, beside which album it joins or leaves."""

    edit: Edit
    join: AlbumId | None = None
    leave: AlbumId | None = None


class BulkEditMedia:
    """Edits up to 500 items; their history shows it as one event, since it was one act."""

    def __init__(self, get_album: GetAlbum, join: JoinAlbum, edit_each: EditEach) -> None:
        """Takes what finds albums and places in them, and what edits."""
        self._get_album = get_album
        self._join = join
        self._edit_each = edit_each

    def __call__(self, user_id: UserId, upload_ids: Sequence[UploadId], bulk: BulkEdit) -> list[ItemOutcome]:
        """Says of each item what became of it, as `EditEach` does; may be asked again.

        Raises:
            BatchInvalid: there are no items or more than 500, or nothing is to be changed.
            AlbumNotFound: the user has no such album.
            AlbumFull: the album to join would have too many items.
            StoreUnavailable: the store did not answer; nothing was edited.
        """
        items = batch(upload_ids)
        edits = {item: replace(bulk.edit, albums=change) for item, change in self._albums(user_id, items, bulk).items()}
        if not edits[items[0]].changed:
            raise BatchInvalid("Say what to change: tags, favorite, trashed or an album.")
        return self._edit_each(user_id, edits)

    def _albums(
        self, user_id: UserId, items: tuple[UploadId, ...], bulk: BulkEdit
    ) -> dict[UploadId, AlbumChange | None]:
        if bulk.leave is not None:
            self._get_album(user_id, bulk.leave)
        if bulk.join is not None:
            places = self._join.at_end(user_id, bulk.join, items)
            return {item: AlbumChange(join=place, leave=bulk.leave) for item, place in places.items()}
        return dict.fromkeys(items, AlbumChange(leave=bulk.leave) if bulk.leave else None)
