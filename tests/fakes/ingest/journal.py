"""A journal in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.fakes.ingest.steps import Fallible

if TYPE_CHECKING:
    from momento_ingest.domain.identifiers import UploadId
    from momento_ingest.domain.upload import Upload


@dataclass
class InMemoryJournal(Fallible):
    """A dictionary of entries."""

    kept: dict[UploadId, Upload] = field(default_factory=dict)

    async def write(self, upload: Upload) -> None:
        self.step(f"journal.{upload.state}")
        self.kept[upload.upload_id] = upload

    async def entries(self) -> list[Upload]:
        return sorted(self.kept.values(), key=lambda upload: upload.received_at)

    async def remove(self, upload_id: UploadId) -> None:
        self.step("journal.remove")
        self.kept.pop(upload_id, None)
