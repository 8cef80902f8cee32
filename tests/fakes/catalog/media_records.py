"""Fake of the port `MediaRecords`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from momento_catalog.domain.identifiers import UploadId, UserId
    from momento_catalog.domain.index.media_record import MediaRecord

    from tests.fakes.catalog.tables import InMemoryTables


class InMemoryMediaRecords:
    def __init__(self, tables: InMemoryTables) -> None:
        self._tables = tables
        self.read = 0

    def get(self, user_id: UserId, upload_id: UploadId) -> MediaRecord | None:
        return self._tables.records.get((user_id, upload_id))

    def get_many(self, user_id: UserId, upload_ids: Sequence[UploadId]) -> Mapping[UploadId, MediaRecord]:
        self.read += len(upload_ids)
        found = {upload_id: self.get(user_id, upload_id) for upload_id in upload_ids}
        return {upload_id: record for upload_id, record in found.items() if record is not None}

    def present(self, user_id: UserId, upload_ids: Sequence[UploadId]) -> AbstractSet[UploadId]:
        return {it for it, record in self.get_many(user_id, upload_ids).items() if not record.media.purged}

    def in_order(self, user_id: UserId, after: UploadId | None, most: int) -> Sequence[MediaRecord]:
        kept = sorted((key[1], record) for key, record in list(self._tables.records.items()) if key[0] == user_id)
        return [it for upload_id, it in kept if not it.media.purged and (after is None or upload_id > after)][:most]
