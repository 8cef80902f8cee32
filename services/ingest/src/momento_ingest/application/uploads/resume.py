"""Tells a sender where to go on, once nothing is on its way to the spool any more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from momento_ingest.domain.uploads.upload import UploadState

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from momento_ingest.application.ports.identity import Caller
    from momento_ingest.application.uploads.follow import FollowUpload, Progress
    from momento_ingest.application.uploads.lock_handoff import LockHandoff
    from momento_ingest.application.uploads.repository import Uploads
    from momento_ingest.domain.identifiers import UploadId
    from momento_ingest.domain.uploads.upload import Upload


@dataclass(frozen=True, slots=True)
class ResumeUpload:
    """Waits for a broken transfer to write what it has, so that the sender does not send that again."""

    follow: FollowUpload
    uploads: Uploads
    takeover: LockHandoff
    now: Callable[[], datetime]
    enqueue: Callable[[Upload], object]

    async def __call__(self, caller: Caller, upload_id: UploadId) -> Progress:
        """How much has arrived; while another request goes on sending, how much that is by now. Raises NotFound.

        An upload that turns out to be complete is received and queued: nobody is told of a last byte that is forgotten.
        """
        progress = await self.follow(caller, upload_id)
        if progress.upload.state is not UploadState.RECEIVING:
            return progress
        async with self.takeover.claim(upload_id) as held:
            if held:
                await self._receive_if_complete(caller, upload_id)
            return await self.follow(caller, upload_id)

    async def _receive_if_complete(self, caller: Caller, upload_id: UploadId) -> None:
        upload = await self.uploads.load(caller.user.user_id, upload_id)
        received = await self.uploads.receive_if_complete(upload, self.now())
        if received is not None:
            self.enqueue(received)
