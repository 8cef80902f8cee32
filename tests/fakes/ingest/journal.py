"""A journal in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from momento_ingest.application.ports.journal import UnderWay
from momento_ingest.domain.errors import Unavailable
from momento_ingest.domain.identifiers import unknown_upload

from tests.fakes.ingest.steps import Fallible

if TYPE_CHECKING:
    from collections.abc import Callable

    from momento_ingest.domain.identifiers import UploadId, UserId
    from momento_ingest.domain.uploads.upload import Upload


@dataclass
class InMemoryJournal(Fallible):
    """A dictionary of entries; `ended_at` says when each was ended, and `unreadable` which are damaged."""

    kept: dict[UploadId, Upload] = field(default_factory=dict)
    ended_at: dict[UploadId, datetime] = field(default_factory=dict)
    unreadable: set[UploadId] = field(default_factory=set)
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    @property
    def open(self) -> dict[UploadId, Upload]:
        """What has not ended."""
        return {upload_id: upload for upload_id, upload in self.kept.items() if not upload.ended}

    async def write(self, upload: Upload) -> None:
        self.step(f"journal.{upload.state}")
        self.kept[upload.upload_id] = upload

    async def archive(self, upload: Upload) -> None:
        self.step(f"journal.archive {upload.state}")
        self.kept[upload.upload_id] = upload
        self.ended_at[upload.upload_id] = self.now()

    async def read(self, user: UserId, upload_id: UploadId) -> Upload:
        upload = self.kept.get(upload_id)
        if upload is None or upload.user_id != user:
            raise unknown_upload()
        if upload_id in self.unreadable:
            raise Unavailable("UPLOAD_UNREADABLE", "damaged")
        return upload

    async def under_way(self, user: UserId) -> list[Upload]:
        return [upload for upload in (await self.all_under_way()).uploads if upload.user_id == user]

    async def all_under_way(self) -> UnderWay:
        uploads = sorted(self.open.values(), key=lambda upload: (upload.created_at, upload.upload_id.value))
        readable = [upload for upload in uploads if upload.upload_id not in self.unreadable]
        ended = (it for it in self.kept.values() if it.ended and it.upload_id not in self.ended_at)
        return UnderWay(readable, frozenset(self.open.keys() & self.unreadable), tuple(ended))

    async def remove(self, upload: Upload) -> None:
        self.steps.note("journal.remove")
        self.kept.pop(upload.upload_id, None)

    async def forget_ended(self, before: datetime) -> None:
        for upload_id in [it for it, moment in self.ended_at.items() if moment < before]:
            self.kept.pop(upload_id, None)
            del self.ended_at[upload_id]
