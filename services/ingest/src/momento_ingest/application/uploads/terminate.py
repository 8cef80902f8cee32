"""Ends an upload because its sender wants so (tus 1.0.0, termination)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from momento_ingest.domain.errors import Conflict, Locked
from momento_ingest.domain.uploads.upload import UploadState

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from momento_ingest.application.uploads.lock_handoff import LockHandoff
    from momento_ingest.application.uploads.repository import Uploads
    from momento_ingest.domain.identifiers import UploadId, UserId


@dataclass(frozen=True, slots=True)
class TerminateUpload:
    """Forgets an upload, its bytes first of all."""

    uploads: Uploads
    takeover: LockHandoff
    now: Callable[[], datetime]

    async def __call__(self, user: UserId, upload_id: UploadId) -> None:
        """Ends it.

        Raises:
            NotFound: there is no such upload.
            Locked: it is being sent or processed at this moment.
            Conflict: parts of it are stored already, so it must go on.
            InsufficientStorage: it has ended, and there is no room to report how.
        """
        # Before anybody is asked to let go: is it theirs?
        await self.uploads.load(user, upload_id)
        async with self.takeover.claim(upload_id) as held:
            upload = await self.uploads.load(user, upload_id)
            if not held:
                raise Locked("UPLOAD_LOCKED", "Another request is at work on this upload; try again in a moment.")
            if upload.state is UploadState.STORING:
                raise Conflict("UPLOAD_STORING", "The file is being stored; put the item in the trash instead.")
            if upload.ended:
                if upload.events:
                    # What a full disk has kept from the history is not lost with the entry.
                    await self.uploads.resume_end(upload)
                await self.uploads.forget(upload)
            else:
                await self.uploads.save(upload.terminate(self.now()))
