"""Use case: end an item that is in the trash."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from momento_catalog.application.ports.media_store import RecordChanged
from momento_catalog.application.records.apply_changes import apply_changes
from momento_catalog.domain.audit.event import Details, EventKind
from momento_catalog.domain.errors import EtagMismatch, NotInTrash, StoreUnavailable
from momento_catalog.domain.records.object_key import every_key

if TYPE_CHECKING:
    from momento_catalog.application.audit.events import ActivityEvents
    from momento_catalog.application.ports.clock import Clock
    from momento_catalog.application.ports.media_store import MediaStore
    from momento_catalog.application.ports.stored_objects import StoredObjects
    from momento_catalog.application.records.get import GetMedia
    from momento_catalog.domain.identifiers import UploadId, UserId
    from momento_catalog.domain.index.media_record import MediaRecord


class PurgeMedia:
    """Ends items: first the record says so, then the objects are marked.

    In this order nothing can be restored whose objects are about to go. A purge that is interrupted in between stands
    in the index as pending, and is finished by `EmptyExpiredTrash`.
    """

    def __init__(
        self, get_media: GetMedia, store: MediaStore, objects: StoredObjects, clock: Clock, events: ActivityEvents
    ) -> None:
        """Takes the use case it reads with, the ports it writes through, and what makes events."""
        self._get_media = get_media
        self._store = store
        self._objects = objects
        self._clock = clock
        self._events = events

    def __call__(self, user_id: UserId, upload_id: UploadId) -> None:
        """Purges the item; it is then found by nothing, counts for nothing, and the same bytes may come again.

        Raises:
            MediaNotFound: the user has no such item.
            NotInTrash: the item is not in the trash.
            EtagMismatch: it was changed meanwhile.
            StoreUnavailable: the store did not answer; the item may be gone already.
        """
        purged = self.begin(self._get_media(user_id, upload_id))
        # The item is gone in any case; what could not be finished now is found again as pending.
        with suppress(EtagMismatch, StoreUnavailable):
            self.finish(purged)

    def begin(self, record: MediaRecord, reason: str = "", *, anywhere: bool = False) -> MediaRecord:
        """The record, purged, with `anywhere` also from outside the trash; its objects are still to be marked.

        Raises:
            NotInTrash: the item is not in the trash.
            EtagMismatch: it was changed meanwhile.
            StoreUnavailable: the store did not answer; the item may be gone already.
        """
        media = record.media
        if not media.trashed and not anywhere:
            raise NotInTrash("The item is not in the trash; put it there first.")
        now = self._clock.now()
        details = Details(reason=reason, upload_id=str(media.upload_id), file_name=media.file_name)
        event = self._events.happened(media.user_id, EventKind.MEDIA_PURGED, details)
        try:
            purged = replace(media, trashed_at=media.trashed_at or now, purged_at=now)
            return apply_changes(self._store, record, purged, event)
        except RecordChanged as error:
            raise EtagMismatch("The item was changed at this moment; look at it again.") from error

    def finish(self, purged: MediaRecord) -> None:
        """Marks the objects of a purged item, and notes that this is done.

        Raises:
            EtagMismatch: somebody else has finished it meanwhile.
            StoreUnavailable: the store did not answer; finish it again.
        """
        self._objects.release(purged.media.user_id, every_key(purged.media))
        try:
            apply_changes(self._store, purged, replace(purged.media, released=True))
        except RecordChanged as error:
            raise EtagMismatch("Another process has finished the purge.") from error
