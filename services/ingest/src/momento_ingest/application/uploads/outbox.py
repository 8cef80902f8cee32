"""What is to be reported to the catalog, kept until it has been."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from momento_ingest.application.ports.upload_reports import UploadReports
    from momento_ingest.domain.uploads.upload_event import UploadReport


@dataclass(frozen=True, slots=True)
class Outbox:
    """Adds reports; `added` is set whenever there is a new one."""

    reports: UploadReports
    added: asyncio.Event = field(default_factory=asyncio.Event)

    async def add(self, report: UploadReport, grant: str) -> None:
        """Keeps a report with the leave to publish it; the same one again changes nothing."""
        await self.reports.add(report, grant)
        self.added.set()
