"""Ends an upload because its sender wants so (tus 1.0.0, termination)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from momento_ingest.domain.errors import Conflict, Locked
from momento_ingest.domain.upload import UploadState
from momento_ingest.domain.upload_report import UploadEnd

if TYPE_CHECKING:
    from momento_ingest.application.ports.journal import Journal
    from momento_ingest.application.ports.spool import Spool
    from momento_ingest.application.report_uploads import ReportUploads
    from momento_ingest.application.takeover import Takeover
    from momento_ingest.domain.identifiers import UploadId, UserId


@dataclass(frozen=True, slots=True)
class TerminateUpload:
    """Forgets an upload, its bytes first of all."""

    journal: Journal
    spool: Spool
    takeover: Takeover
    report: ReportUploads

    async def __call__(self, user: UserId, upload_id: UploadId) -> None:
        """Ends it.

        Raises:
            NotFound: there is no such upload.
            Locked: it is being sent or settled at this moment.
            Conflict: parts of it are stored already, so it must go on.
        """
        # Before anybody is asked to let go: is it theirs?
        await self.journal.read(user, upload_id)
        async with self.takeover.claim(upload_id) as held:
            upload = await self.journal.read(user, upload_id)
            if not held:
                raise Locked("UPLOAD_LOCKED", "Another request is at work on this upload; try again in a moment.")
            if upload.state is UploadState.STORING:
                raise Conflict("UPLOAD_STORING", "The file is being stored; put the item in the trash instead.")
            await self.journal.remove(upload)
            await self.spool.discard(upload_id)
            if not upload.ended:
                # Last: on a full disk there is room for it only now.
                await self.report.ended(upload, UploadEnd.TERMINATED)
