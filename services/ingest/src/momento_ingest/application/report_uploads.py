"""Notes how uploads end, before anybody is told: for the audit log and the history of their owner."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from momento_ingest.domain.errors import ChecksumMismatch, IngestError, Rejected, TooLarge, UnsupportedMedia
from momento_ingest.domain.upload_report import UploadEnd, UploadReport

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from datetime import datetime

    from momento_ingest.application.ports.identity import Caller, Identity
    from momento_ingest.application.ports.upload_reports import UploadReports
    from momento_ingest.domain.identifiers import UploadId
    from momento_ingest.domain.upload import Upload

_REFUSALS: Final = (UnsupportedMedia, TooLarge, ChecksumMismatch, Rejected)
_REFUSED_INPUT: Final = frozenset({"FILE_EMPTY", "FILE_NAME_INVALID"})
"""What says that a file will never be taken; other errors are of the moment, or of a request that is no upload."""


@dataclass(frozen=True, slots=True)
class ReportUploads:
    """Puts reports into the outbox; `kept` is set whenever there is a new one."""

    reports: UploadReports
    identity: Identity
    new_id: Callable[[], UploadId]
    now: Callable[[], datetime]
    kept: asyncio.Event = field(default_factory=asyncio.Event)

    async def already_there(self, upload: Upload, item: UploadId) -> None:
        """An upload was accepted whose bytes are those of another item."""
        # At its arrival, as the catalog dates what it records: if it has recorded this upload, the event is the same.
        arrived = upload.received_at or self.now()
        report = _report(upload, UploadEnd.ACCEPTED, arrived)
        await self._keep(replace(report, item=item.value), upload.grant)

    async def rejected(self, upload: Upload, error: IngestError) -> None:
        """An upload was refused for good."""
        report = replace(_report(upload, UploadEnd.REJECTED, self.now()), reason=error.reason)
        if isinstance(error, Rejected):
            report = replace(report, signature=error.signature, signature_version=error.signature_version)
        await self._keep(report, upload.grant)

    async def ended(self, upload: Upload, end: UploadEnd) -> None:
        """An upload came to another end."""
        await self._keep(_report(upload, end, self.now()), upload.grant)

    @asynccontextmanager
    async def refusals(self, caller: Caller, file_name: str = "") -> AsyncIterator[None]:
        """Notes when a file is refused before any of it is kept.

        There is no entry of it in the journal, and so no leave to tell of it: auth gives it now.
        """
        try:
            yield
        except IngestError as error:
            if isinstance(error, _REFUSALS) or error.reason in _REFUSED_INPUT:
                await self._refused(caller, file_name, error)
            raise

    async def _refused(self, caller: Caller, file_name: str, error: IngestError) -> None:
        upload_id = self.new_id()
        report = UploadReport(
            caller.user.user_id,
            upload_id,
            UploadEnd.REJECTED,
            self.now(),
            file_name=file_name,
            reason=error.reason,
            declared_only=True,
        )
        await self._keep(report, await self.identity.grant_upload(caller.token, upload_id))

    async def _keep(self, report: UploadReport, grant: str) -> None:
        await self.reports.keep(report, grant)
        self.kept.set()


def _report(upload: Upload, end: UploadEnd, at: datetime) -> UploadReport:
    name, sha256 = upload.file_name.value, upload.sha256
    return UploadReport(upload.user_id, upload.upload_id, end, at, file_name=name, sha256=sha256)
