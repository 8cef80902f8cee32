"""Use case: set right index, counts, checksums and usage of one user, as they follow from the records."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Final

from momento_catalog.application.lifecycle.repair_checksum import RepairChecksum, SameBytes
from momento_catalog.application.ports.media_store import RecordChanged
from momento_catalog.application.records.apply_changes import apply_changes
from momento_catalog.domain.index.index_entry import Basis, basis_of, counted, entries_of
from momento_catalog.domain.usage.usage import Usage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from momento_catalog.application.ports.checksums import Checksums
    from momento_catalog.application.ports.index_audit import IndexAudit
    from momento_catalog.application.ports.media_records import MediaRecords
    from momento_catalog.application.ports.media_store import MediaStore
    from momento_catalog.domain.identifiers import UserId
    from momento_catalog.domain.index.facets import Facet
    from momento_catalog.domain.index.index_entry import IndexEntry
    from momento_catalog.domain.index.media_record import MediaRecord

_ATTEMPTS: Final = 8
_BATCH: Final = 100


@dataclass
class RepairReport:
    """What was found and set right.

    Attributes:
        records: looked at.
        finished: records whose last change had been interrupted.
        missing: entries that stand again.
        stale: entries that no longer stand.
        checksums: entries of checksums that were wrong.
        counts: counts that were wrong, the usage included.
        duplicate: items whose bytes another item has; nothing is done about them.
        busy: what others kept changing; to be looked at again.
    """

    records: int = 0
    finished: int = 0
    missing: int = 0
    stale: int = 0
    checksums: int = 0
    counts: int = 0
    duplicate: list[str] = field(default_factory=list)
    busy: list[str] = field(default_factory=list)


class RepairIndex:
    """Compares everything that is derived with the records it is derived from.

    It may run while others write: what it sets right is conditional on what it saw, and looked at again otherwise.
    Records are read once for the record itself and once for each of its entries.
    """

    def __init__(
        self,
        audit: IndexAudit,
        records: MediaRecords,
        store: MediaStore,
        checksums: Checksums,
    ) -> None:
        """Takes the ports it reads and writes through."""
        self._audit = audit
        self._records = records
        self._store = store
        self._checksum = RepairChecksum(audit, checksums, records)

    def __call__(self, user_id: UserId) -> RepairReport:
        """Sets right what is wrong; again, when it was interrupted; raises StoreUnavailable."""
        report = RepairReport()
        facets = set(self._audit.facets(user_id))
        for record in self._audit.records(user_id):
            report.records += 1
            facets.update(counted(facet) for facet in self._mended(record, report) if not facet.exclusive)
        for facet in sorted(facets, key=lambda facet: (facet.name.value, facet.value)):
            if not any(self._tallied(user_id, facet, report) for _ in range(_ATTEMPTS)):
                report.busy.append(f"{facet.name.value} {facet.value}")
        if not any(self._used(user_id, report) for _ in range(_ATTEMPTS)):
            report.busy.append("usage")
        return report

    def _mended(self, record: MediaRecord, report: RepairReport) -> frozenset[Facet]:
        """Sets right what concerns one record, and answers its facets."""
        user_id, upload_id = record.media.user_id, record.media.upload_id
        current: MediaRecord | None = record
        for _ in range(_ATTEMPTS):
            if current is None:
                raise AssertionError("Records are never deleted.")
            try:
                return self._try(current, report).indexed
            except SameBytes:
                report.duplicate.append(str(upload_id))
                return current.indexed
            except RecordChanged:
                current = self._records.get(user_id, upload_id)
        report.busy.append(f"upload {upload_id}")
        return record.indexed

    def _try(self, record: MediaRecord, report: RepairReport) -> MediaRecord:
        for entry in self._audit.missing(record):
            self._audit.put_entry(entry, basis_of(record), stands=True)
            report.missing += 1
        report.checksums += self._checksum(record)
        applied = apply_changes(self._store, record, record.media)
        report.finished += applied.revision != record.revision
        return applied

    def _tallied(self, user_id: UserId, facet: Facet, report: RepairReport) -> bool:
        """Whether the partition of `facet` and its count are now right."""
        seen = self._audit.count(user_id, facet)
        entries, standing = self._audit.entries(user_id, facet), 0
        try:
            while batch := list(islice(entries, _BATCH)):
                standing += len(batch) - self._removed(user_id, batch, report)
        except RecordChanged:
            return False
        if seen.media_count == standing:
            return True
        is_set = self._audit.set_count(user_id, facet, seen, standing)
        report.counts += is_set
        return is_set

    def _removed(self, user_id: UserId, entries: Sequence[IndexEntry], report: RepairReport) -> int:
        """How many of `entries` stood without a record that says so."""
        records = self._records.get_many(user_id, [entry.upload_id for entry in entries])
        removed = 0
        for entry in entries:
            record = records.get(entry.upload_id)
            if record is None or entry not in entries_of(record):
                basis = Basis(user_id, entry.upload_id, record.revision if record else None)
                self._audit.put_entry(entry, basis, stands=False)
                removed += 1
        report.stale += removed
        return removed

    def _used(self, user_id: UserId, report: RepairReport) -> bool:
        """Whether the usage is now right."""
        seen = self._audit.usage(user_id)
        sizes = [record.media.size_bytes for record in self._audit.records(user_id) if record.holder is not None]
        usage = Usage(len(sizes), sum(sizes))
        if seen.usage == usage:
            return True
        is_set = self._audit.set_usage(user_id, seen, usage)
        report.counts += is_set
        return is_set
