"""Use case: change what a user may change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_catalog.application.ports.media_store import RecordChanged
from momento_catalog.application.records.apply_changes import apply_changes
from momento_catalog.domain.audit.event import EventKind
from momento_catalog.domain.errors import EtagMismatch

if TYPE_CHECKING:
    from momento_catalog.application.audit.events import ActivityEvents
    from momento_catalog.application.ports.clock import Clock
    from momento_catalog.application.ports.media_store import MediaStore
    from momento_catalog.application.records.get import GetMedia
    from momento_catalog.domain.identifiers import UploadId, UserId
    from momento_catalog.domain.index.media_record import MediaRecord
    from momento_catalog.domain.records.media import Edit


class EditMedia:
    """Edits an item, unless somebody else has edited it since."""

    def __init__(self, get_media: GetMedia, store: MediaStore, clock: Clock, events: ActivityEvents) -> None:
        """Takes the use case it reads with, the ports it writes through, and what makes events."""
        self._get_media = get_media
        self._store = store
        self._clock = clock
        self._events = events

    def __call__(self, user_id: UserId, upload_id: UploadId, etag: str, edit: Edit) -> MediaRecord:
        """Makes `edit` on the record that `etag` stands for and answers the new one.

        Raises:
            MediaNotFound: the user has no such item.
            EtagMismatch: it has been changed since.
            TagInvalid: there would be too many tags.
            StoreUnavailable: the store did not answer; whether the edit was made is shown by reading.
        """
        record = self._get_media(user_id, upload_id)
        if etag != record.etag:
            raise _mismatch()
        try:
            edited = edit.applied_to(record.media, self._clock.now())
            return apply_changes(self._store, record, edited, self._events.edited(record.media, edited))
        except RecordChanged as error:
            raise _mismatch() from error


def kind_of(edit: Edit) -> EventKind:
    """What an edit is called before anybody knows what it will change, for the history of those that are refused."""
    trash = {True: EventKind.MEDIA_TRASHED, False: EventKind.MEDIA_RESTORED, None: EventKind.MEDIA_EDITED}
    return trash[edit.trashed]


def _mismatch() -> EtagMismatch:
    return EtagMismatch("The item has changed since you opened it; look at it again and repeat the edit.")
