"""Tells a sender where to go on, once nothing is on its way to the spool any more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from momento_ingest.domain.upload import UploadState

if TYPE_CHECKING:
    from momento_ingest.application.follow_upload import FollowUpload, Progress
    from momento_ingest.application.ports.identity import Caller
    from momento_ingest.application.takeover import Takeover
    from momento_ingest.domain.identifiers import UploadId


@dataclass(frozen=True, slots=True)
class ResumeUpload:
    """Waits for a broken transfer to write what it has, so that the sender does not send that again."""

    follow: FollowUpload
    takeover: Takeover

    async def __call__(self, caller: Caller, upload_id: UploadId) -> Progress:
        """How much has arrived; while another request goes on sending, how much that is by now. Raises NotFound."""
        progress = await self.follow(caller, upload_id)
        if progress.upload.state is not UploadState.RECEIVING:
            return progress
        async with self.takeover.claim(upload_id):
            return await self.follow(caller, upload_id)
