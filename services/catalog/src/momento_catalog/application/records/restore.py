"""Use case: after a disaster, record again what lies in the bucket and is missing from the tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from momento_catalog.application.ports.stored_uploads import StoredCopyReleased, StoredCopyUnreadable
from momento_catalog.domain.errors import UploadDiscarded

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from momento_catalog.application.ports.media_records import MediaRecords
    from momento_catalog.application.ports.stored_uploads import StoredUploads
    from momento_catalog.application.records.record import RecordMedia
    from momento_catalog.domain.identifiers import UploadId, UserId

_BATCH: Final = 100


@dataclass
class RestoreReport:
    """What was found.

    Attributes:
        there: uploads already recorded.
        mended: uploads recorded now.
        duplicate: uploads whose bytes another item has; there is nothing to mend.
        purged: uploads whose objects are marked for removal; they stay away.
        unreadable: what could not be read, with the reason.
    """

    there: int = 0
    mended: int = 0
    duplicate: int = 0
    purged: int = 0
    unreadable: list[str] = field(default_factory=list)


class RestoreMedia:
    """Records every stored upload that the tables lack.

    What only the tables knew, titles, tags given later, marks and the trash, does not come back with it.
    """

    def __init__(self, uploads: StoredUploads, records: MediaRecords, record_media: RecordMedia) -> None:
        """Takes the port that reads the bucket, the one that reads the tables, and the use case that records."""
        self._uploads = uploads
        self._records = records
        self._record_media = record_media

    def __call__(self, since: datetime | None = None) -> RestoreReport:
        """Mends what was stored at `since` or later, or everything; raises StoreUnavailable."""
        report = RestoreReport()
        for user_id, uploads in groupby(self._uploads.listed(since), key=itemgetter(0)):
            while batch := [upload_id for _, upload_id in islice(uploads, _BATCH)]:
                self._repair(user_id, batch, report)
        return report

    def _repair(self, user_id: UserId, upload_ids: Sequence[UploadId], report: RestoreReport) -> None:
        known = self._records.get_many(user_id, upload_ids)
        report.there += len(known)
        for upload_id in upload_ids:
            if upload_id not in known:
                self._record(user_id, upload_id, report)

    def _record(self, user_id: UserId, upload_id: UploadId, report: RestoreReport) -> None:
        try:
            record = self._record_media(self._uploads.read(user_id, upload_id), copied=True)
        except (StoredCopyReleased, UploadDiscarded):
            report.purged += 1
        except StoredCopyUnreadable as error:
            report.unreadable.append(str(error))
        else:
            mended = record.media.upload_id == upload_id
            report.mended += mended
            report.duplicate += not mended
