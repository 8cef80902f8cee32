"""Brings a record and all of its index entries into the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_catalog.domain.index.media_record import MediaRecord, changes

if TYPE_CHECKING:
    from momento_catalog.application.ports.media_store import MediaStore
    from momento_catalog.domain.audit.event import ActivityEvent
    from momento_catalog.domain.records.media import Media


def apply_changes(
    store: MediaStore, before: MediaRecord | None, media: Media, event: ActivityEvent | None = None
) -> MediaRecord:
    """Leads `before` to `media`, also finishing what an interrupted write left; answers the record that then stands.

    `event` is kept together with the first change of the item; where the item stays as it is, it is not.

    Raises:
        RecordChanged: somebody else wrote the record in between.
        StoreUnavailable: the store did not answer; entries may be missing until the next write of the record.
    """
    record = before
    for change in changes(before, media, event):
        store.apply(change)
        record = change.after
    if record is None:
        raise AssertionError("An item without a record always has a first change.")
    return record
