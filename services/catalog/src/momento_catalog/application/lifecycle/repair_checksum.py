"""Sets right which item a checksum's entry names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from momento_catalog.domain.index.index_entry import basis_of

if TYPE_CHECKING:
    from momento_catalog.application.ports.checksums import Checksums
    from momento_catalog.application.ports.index_audit import IndexAudit
    from momento_catalog.application.ports.media_records import MediaRecords
    from momento_catalog.domain.identifiers import UserId
    from momento_catalog.domain.index.media_record import MediaRecord
    from momento_catalog.domain.records.checksum import Holder


class SameBytes(Exception):
    """Another item has the same bytes, which the tables can only say when they were brought back to different moments.

    Both items stay; only their owner can tell which one to put in the trash.
    """


class RepairChecksum:
    """Compares the entry of a checksum with the record that it should name."""

    def __init__(self, audit: IndexAudit, checksums: Checksums, records: MediaRecords) -> None:
        """Takes the ports it reads and writes through."""
        self._audit = audit
        self._checksums = checksums
        self._records = records

    def __call__(self, record: MediaRecord) -> bool:
        """Whether anything had to be set right.

        Raises:
            SameBytes: the entry names another item, and rightly so.
            RecordChanged: somebody has written meanwhile; look again.
            StoreUnavailable: the store did not answer.
        """
        user_id, checksum = record.media.user_id, record.media.sha256
        holder = self._checksums.holders(user_id, [checksum]).get(checksum)
        if holder == record.holder:
            return False
        if holder is not None and holder.upload_id != record.media.upload_id and self._rightly(user_id, holder, record):
            if record.media.purged:
                return False
            raise SameBytes
        self._audit.put_holder(checksum, record.holder, holder, basis_of(record))
        return True

    def _rightly(self, user_id: UserId, holder: Holder, record: MediaRecord) -> bool:
        other = self._records.get(user_id, holder.upload_id)
        return other is not None and other.media.sha256 == record.media.sha256 and other.holder is not None
