"""An outbox in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from momento_ingest.domain.uploads.upload_event import UploadReport


@dataclass
class InMemoryUploadReports:
    """A dictionary by key; adding raises `failure` while a test has set it."""

    entries: dict[tuple[str, ...], tuple[UploadReport, str]] = field(default_factory=dict)
    quarantined: list[UploadReport] = field(default_factory=list)
    failure: BaseException | None = None

    async def add(self, report: UploadReport, grant: str) -> None:
        if self.failure is not None:
            raise self.failure
        self.entries.setdefault(report.key, (report, grant))

    async def pending(self) -> list[tuple[UploadReport, str]]:
        return sorted(self.entries.values(), key=lambda entry: (entry[0].at, entry[0].upload_id.value))

    async def remove(self, report: UploadReport) -> None:
        self.entries.pop(report.key, None)

    async def set_aside(self, report: UploadReport) -> None:
        if self.entries.pop(report.key, None) is not None:
            self.quarantined.append(report)

    def ends(self) -> list[tuple[str, str]]:
        """How each upload ended, and why."""
        return [(report.end.value, report.reason) for report, _ in self.entries.values()]
