"""Use case: record a stored upload."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from momento_catalog.application.audit.events import accepted
from momento_catalog.application.ports.media_store import RecordChanged
from momento_catalog.application.ports.stored_uploads import StoredCopyUnreadable
from momento_catalog.application.records.apply_changes import apply_changes
from momento_catalog.domain.errors import StoreUnavailable, UploadDiscarded

if TYPE_CHECKING:
    from momento_catalog.application.ports.activity import Activity
    from momento_catalog.application.ports.checksums import Checksums
    from momento_catalog.application.ports.media_records import MediaRecords
    from momento_catalog.application.ports.media_store import MediaStore
    from momento_catalog.application.ports.stored_uploads import StoredCopies
    from momento_catalog.domain.index.media_record import MediaRecord
    from momento_catalog.domain.records.media import Media

_ATTEMPTS: Final = 5
_logger = logging.getLogger(__name__)


class RecordMedia:
    """Records an upload once, however often it is asked to, and the same bytes once, whichever uploads bring them."""

    def __init__(
        self, records: MediaRecords, checksums: Checksums, store: MediaStore, activity: Activity, copies: StoredCopies
    ) -> None:
        """Takes the ports it reads and writes through."""
        self._records = records
        self._checksums = checksums
        self._store = store
        self._activity = activity
        self._copies = copies

    def __call__(self, media: Media, *, copied: bool = False) -> MediaRecord:
        """Records `media`, or answers the record that its upload already has, or else the one that has its bytes.

        The latter has another upload id, and may be in the trash: it is answered as it is.
        A record whose index entries are incomplete, because its first write was interrupted, is completed. With
        `copied`, the copy beside the original is known to say the same as `media`, and is not read.

        Raises:
            UploadDiscarded: the upload was refused before, and its objects are going.
            StoreUnavailable: the store did not answer; asking again is safe.
        """
        for attempt in range(_ATTEMPTS):
            # Nearly always it is new, and so are its bytes: the write finds out by itself whether that is so.
            known = self._known(media) if attempt else None
            try:
                recorded = (
                    apply_changes(self._store, known, known.media) if known else self._first(media, copied=copied)
                )
            except RecordChanged:
                # This upload or one of the same bytes is recorded already, or was edited in this moment: it decides.
                continue
            if recorded.discarded:
                raise UploadDiscarded("The upload was refused, and its file is no longer there; send it again.")
            if recorded.media.upload_id != media.upload_id:
                self._activity.record(accepted(media, str(recorded.media.upload_id)))
            return recorded
        raise StoreUnavailable("Many changes were made to this item at the same time; try again.")

    def _first(self, media: Media, *, copied: bool) -> MediaRecord:
        described = media if copied else self._as_stored(media)
        return apply_changes(self._store, None, described, accepted(described))

    def _as_stored(self, media: Media) -> Media:
        """`media` as the copy beside its original describes it.

        The copy is written once. Where the upload was inspected again afterwards, by another version of the scanner,
        what comes now differs from it, and a restorer would bring back something else than was recorded.
        """
        try:
            copy = self._copies.read(media.user_id, media.upload_id)
        except StoredCopyUnreadable as error:
            _logger.warning("the copy of a record cannot be read", extra={"detail": str(error)})
            return media
        return copy if copy is not None and copy.sha256 == media.sha256 else media

    def _known(self, media: Media) -> MediaRecord | None:
        return self._records.get(media.user_id, media.upload_id) or self._same_bytes(media)

    def _same_bytes(self, media: Media) -> MediaRecord | None:
        holder = self._checksums.holders(media.user_id, [media.sha256]).get(media.sha256)
        return self._records.get(media.user_id, holder.upload_id) if holder else None
