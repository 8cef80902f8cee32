"""Use case: record a stored upload."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from momento_catalog.application.ports.media_store import RecordChanged
from momento_catalog.application.settle import settle
from momento_catalog.domain.errors import StoreUnavailable

if TYPE_CHECKING:
    from momento_catalog.application.ports.media_records import MediaRecords
    from momento_catalog.application.ports.media_store import MediaStore
    from momento_catalog.domain.media import Media
    from momento_catalog.domain.record import MediaRecord

_ATTEMPTS: Final = 5


class RecordMedia:
    """Records an upload once, however often it is asked to."""

    def __init__(self, records: MediaRecords, store: MediaStore) -> None:
        """Takes the ports it reads and writes through."""
        self._records = records
        self._store = store

    def __call__(self, media: Media) -> MediaRecord:
        """Records `media`, or answers the record that its upload already has.

        A record whose index entries are incomplete, because its first write was interrupted, is completed.

        Raises:
            StoreUnavailable: the store did not answer; asking again is safe.
        """
        for _ in range(_ATTEMPTS):
            known = self._records.get(media.user_id, media.upload_id)
            try:
                return settle(self._store, known, known.media if known else media)
            except RecordChanged:
                # Another call has recorded or edited the same upload in this moment: what it wrote decides.
                continue
        raise StoreUnavailable("Many changes were made to this item at the same time; try again.")
