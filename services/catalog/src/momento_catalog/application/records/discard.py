"""Use case: end an upload that was stored and is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_catalog.application.ports.media_store import RecordChanged
from momento_catalog.application.records.apply_changes import apply_changes
from momento_catalog.domain.errors import RecordInvalid, StoreUnavailable
from momento_catalog.domain.records.discarded import discarded
from momento_catalog.domain.records.object_key import is_key_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_catalog.application.ports.clock import Clock
    from momento_catalog.application.ports.media_records import MediaRecords
    from momento_catalog.application.ports.media_store import MediaStore
    from momento_catalog.application.ports.stored_objects import StoredObjects
    from momento_catalog.domain.identifiers import UploadId, UserId
    from momento_catalog.domain.index.media_record import MediaRecord


class DiscardUpload:
    """Keeps an upload from ever being recorded, and then has its objects removed.

    In this order, no item can lose its objects: of a record and a discard that come at the same time, the one that
    writes first decides. Anyone who is not answered asks again; nothing else remembers what is left to be marked.
    """

    def __init__(self, records: MediaRecords, store: MediaStore, objects: StoredObjects, clock: Clock) -> None:
        """Takes the ports it reads and writes through."""
        self._records = records
        self._store = store
        self._objects = objects
        self._clock = clock

    def __call__(self, user_id: UserId, upload_id: UploadId, keys: Sequence[str]) -> None:
        """Ends the upload, whose objects are at `keys`; one that is recorded is left as it is.

        Raises:
            RecordInvalid: an object is not of this upload; nothing is done.
            StoreUnavailable: the store did not answer; asking again is safe.
        """
        if not all(is_key_of(user_id, upload_id, key) for key in keys):
            raise RecordInvalid("An upload can be discarded with its own objects only.")
        record = self._records.get(user_id, upload_id) or self._ended(user_id, upload_id)
        if record.discarded:
            self._objects.release(user_id, keys, partly=True)

    def _ended(self, user_id: UserId, upload_id: UploadId) -> MediaRecord:
        try:
            return apply_changes(self._store, None, discarded(user_id, upload_id, self._clock.now()))
        except RecordChanged as error:
            record = self._records.get(user_id, upload_id)
            if record is None:
                raise StoreUnavailable("The upload was changed at this moment; try again.") from error
            return record
