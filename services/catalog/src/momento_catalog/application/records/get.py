"""Use case: read one item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_catalog.domain.errors import MediaNotFound

if TYPE_CHECKING:
    from momento_catalog.application.ports.media_records import MediaRecords
    from momento_catalog.domain.identifiers import UploadId, UserId
    from momento_catalog.domain.index.media_record import MediaRecord


class GetMedia:
    """Reads one of a user's items."""

    def __init__(self, records: MediaRecords) -> None:
        """Takes the port it reads through."""
        self._records = records

    def __call__(self, user_id: UserId, upload_id: UploadId) -> MediaRecord:
        """The record; raises MediaNotFound when there is none or it is purged, StoreUnavailable when nobody can say."""
        record = self._records.get(user_id, upload_id)
        if record is None or record.media.purged:
            raise MediaNotFound("There is no such item; it may belong to another account.")
        return record
