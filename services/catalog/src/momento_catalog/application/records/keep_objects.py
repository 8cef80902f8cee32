"""Marks the objects of a recorded item as its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from momento_catalog.application.ports.media_records import MediaRecords
    from momento_catalog.application.ports.stored_objects import StoredObjects
    from momento_catalog.domain.index.media_record import MediaRecord


def keep_objects(records: MediaRecords, objects: StoredObjects, record: MediaRecord) -> None:
    """Has the objects of `record` kept, unless it is purged; raises StoreUnavailable, and may be done again."""
    if record.media.purged:
        return
    objects.keep(record.media)
    current = records.get(record.media.user_id, record.media.upload_id)
    if current is not None and current.media.purged:
        # It was purged at this moment, and its objects may have been marked for removal just before they were kept.
        objects.release(current.media)
