"""An outbox in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from momento_ingest.domain.upload_report import UploadReport


@dataclass
class InMemoryUploadReports:
    """A dictionary by key."""

    entries: dict[tuple[str, ...], tuple[UploadReport, str]] = field(default_factory=dict)

    async def keep(self, report: UploadReport, grant: str) -> None:
        self.entries.setdefault(report.key, (report, grant))

    async def kept(self) -> list[tuple[UploadReport, str]]:
        return sorted(self.entries.values(), key=lambda entry: (entry[0].at, entry[0].upload_id.value))

    async def told(self, report: UploadReport) -> None:
        self.entries.pop(report.key, None)

    def ends(self) -> list[tuple[str, str]]:
        """How each upload ended, and why."""
        return [(report.end.value, report.reason) for report, _ in self.entries.values()]
