"""Use case: put items at a place of an album."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from momento_catalog.application.edit_each import batch
from momento_catalog.application.edit_media import kind_of
from momento_catalog.domain.activity import Details
from momento_catalog.domain.album import AlbumChange
from momento_catalog.domain.media import Edit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_catalog.application.activity_events import ActivityEvents
    from momento_catalog.application.edit_each import EditEach, ItemOutcome
    from momento_catalog.application.join_album import JoinAlbum, Places
    from momento_catalog.application.ports.activity import Activity
    from momento_catalog.domain.identifiers import AlbumId, UploadId, UserId


@dataclass(frozen=True, slots=True)
class Target:
    """Where items are to stand: right after `after`, or at the beginning, or else at the end."""

    after: UploadId | None = None
    beginning: bool = False


class ArrangeAlbum:
    """Puts items into an album, or moves them within it; each move writes the item's own record and entries alone."""

    def __init__(self, join: JoinAlbum, edit_each: EditEach, activity: Activity, events: ActivityEvents) -> None:
        """Takes what finds places, what edits, and what keeps and makes events."""
        self._join = join
        self._edit_each = edit_each
        self._activity = activity
        self._events = events

    def __call__(
        self, user_id: UserId, album_id: AlbumId, upload_ids: Sequence[UploadId], target: Target
    ) -> list[ItemOutcome]:
        """Says of each item what became of it, as `EditEach` does; afterwards they stand in the order given.

        Raises:
            BatchInvalid: there are no items or more than 500, or one is to stand after itself.
            AlbumNotFound: the user has no such album.
            MediaNotFound: what they are to stand after is not in the album.
            AlbumFull: the album would have too many items.
            AlbumOrderFull: there is no room at this place.
            StoreUnavailable: the store did not answer; nothing was edited.
        """
        places = self._places(user_id, album_id, batch(upload_ids), target)
        edits = {item: Edit(albums=AlbumChange(move=place)) for item, place in places.items()}
        edit = next(iter(edits.values()))
        details = Details(changed=",".join(edit.changed), media_count=len(edits))
        self._activity.record(self._events.happened(user_id, kind_of(edit), details))
        return self._edit_each(user_id, edits)

    def _places(self, user_id: UserId, album_id: AlbumId, items: tuple[UploadId, ...], target: Target) -> Places:
        if target.after is not None:
            return self._join.after(user_id, album_id, items, target.after)
        if target.beginning:
            return self._join.at_beginning(user_id, album_id, items)
        return self._join.at_end(user_id, album_id, items)
